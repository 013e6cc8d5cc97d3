"""Places and initiatives, with the names and meanings of HSDS 3 (Open Referral)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Place:
    """A locality (deelgemeente) with its postcode."""

    postcode: str
    """Four digits."""
    name: str
    """Name of the locality in Dutch."""
    municipality: str
    """Municipality that it belongs to since 1 January 2025."""
    province: str
    """Flemish province, or ``Brussel``."""
    latitude: float
    """Degrees north (WGS 84)."""
    longitude: float
    """Degrees east (WGS 84)."""
    main: bool = True
    """True for the locality to show when only the postcode is known."""
    aliases: tuple[str, ...] = ()
    """Other names: French, before a fusion, in short."""

    @property
    def key(self) -> str:
        """Stable name of the place, such as ``9120 Kallo``."""
        return f"{self.postcode} {self.name}"

    @property
    def label(self) -> str:
        """Name on screen; adds the municipality where it is called otherwise."""
        return self.name if self.name == self.municipality else f"{self.name} ({self.municipality})"


class LdeStatus(StrEnum):
    """How sure it is that an initiative belongs to the lokale diensteneconomie."""

    CERTAIN = "certain"
    """The source says so."""
    LIKELY = "likely"
    """The source points that way."""
    SAME_SERVICE = "same_service"
    """Offers the same kind of service; whether it is LDE is not known."""


class Status(StrEnum):
    """HSDS ``service.status``."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


@dataclass(frozen=True, slots=True)
class Initiative:
    """An organisation with its services at one location, as search and screens need it."""

    id: str
    """Stable name, made from name and municipality."""
    name: str
    """HSDS ``organization.name``."""
    services: tuple[str, ...]
    """Ids of its services (HSDS ``taxonomy_term``)."""
    legal_form: str = ""
    """HSDS ``organization.legal_status``."""
    street: str = ""
    """HSDS ``address.address_1``, with its number."""
    postcode: str = ""
    """HSDS ``address.postal_code``; empty when it works in a region without one address."""
    locality: str = ""
    """HSDS ``address.city``, as the source writes it."""
    municipality: str = ""
    """Municipality since 2025; empty when it works in a region."""
    province: str = ""
    """HSDS ``address.state_province``."""
    latitude: float | None = None
    """Degrees north of its locality, not of its door; ``None`` without an address."""
    longitude: float | None = None
    """Degrees east of its locality."""
    phone: str = ""
    """HSDS ``phone.number``, as the source gives it."""
    email: str = ""
    """HSDS ``organization.email``."""
    website: str = ""
    """HSDS ``organization.website``."""
    lde_status: LdeStatus = LdeStatus.SAME_SERVICE
    """How sure it is that this is LDE."""
    status: Status = Status.ACTIVE
    """Whether it works."""
    description: str = ""
    """HSDS ``service.description``: what else is good to know."""
    source_url: str = ""
    """Page that the record was taken from."""
    source_year: int | None = None
    """Year of that page; ``None`` when it has none."""
    assured_date: date | None = None
    """HSDS ``service.assured_date``: day on which the Koepel verified it; ``None`` is never verified."""

    @property
    def regional(self) -> bool:
        """True when it works in a whole region and has no place of its own."""
        return not self.postcode
