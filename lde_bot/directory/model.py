"""Places and initiatives, with the names and meanings of HSDS 3 (Open Referral)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b


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
    def position(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude

    @property
    def key(self) -> str:
        """Stable name of the place, such as ``9120 Kallo``."""
        return f"{self.postcode} {self.name}"

    @property
    def label(self) -> str:
        """Name on screen; adds the municipality where it is called otherwise."""
        return self.name if self.name == self.municipality else f"{self.name} ({self.municipality})"


def ref_of(identity: str) -> str:
    """Return the short name of an initiative: a button has room for 64 bytes, an id may be longer."""
    return blake2b(identity.encode(), digest_size=6).hexdigest()


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

    @property
    def shown(self) -> bool:
        """Whether people get to see it."""
        return self in {Status.ACTIVE, Status.TEMPORARILY_CLOSED}


@dataclass(frozen=True, slots=True)
class Initiative:
    """An organisation with its services at one location, as search and screens need it."""

    id: str
    """Stable name, made from name and municipality."""
    name: str
    """HSDS ``organization.name``."""
    services: tuple[str, ...]
    """Ids of its services (HSDS ``taxonomy_term``)."""
    alternate_name: str = ""
    """HSDS ``organization.alternate_name``: what people also call it."""
    parent: str = ""
    """Name of the organisation that runs it (HSDS ``organization.parent_organization_id``)."""
    enterprise_number: str = ""
    """HSDS ``organization_identifier.identifier``: ten digits, ``0123456749``."""
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
    """Degrees north (WGS 84); ``None`` when it works in a region without one address."""
    longitude: float | None = None
    """Degrees east (WGS 84)."""
    approximate: bool = True
    """True when the coordinates are those of its locality, not of its door."""
    phone: str = ""
    """HSDS ``phone.number``, written the Belgian way."""
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
    """HSDS ``service.assured_date``: day on which someone who knows verified it; ``None`` is never verified."""
    assurer: str = ""
    """Who verified it: a role or an organisation (HSDS has only ``service.assurer_email`` for this)."""
    service_areas: tuple[str, ...] = ()
    """HSDS ``service_area.name``: municipalities, provinces or regions where it comes, as far as a source says."""
    opening_hours: str = ""
    """When it is open, in the ``opening_hours`` syntax of OpenStreetMap (HSDS ``schedule``)."""
    languages: tuple[str, ...] = ()
    """HSDS ``language.code``: ISO 639-1 codes of the languages that are spoken there."""
    accessibility: str = ""
    """HSDS ``accessibility.description``: for people with a disability."""
    price: str = ""
    """HSDS ``service.fees_description``."""
    conditions: str = ""
    """HSDS ``service.application_process``: how to ask for it, and what is needed."""
    target_group: str = ""
    """HSDS ``service.eligibility_description``: for whom it is."""

    @property
    def ref(self) -> str:
        """Short name for buttons and links: twelve characters that the id always gives."""
        return ref_of(self.id)

    @property
    def regional(self) -> bool:
        """True when it works in a whole region and has no place of its own."""
        return self.latitude is None


@dataclass(frozen=True, slots=True)
class Spot:
    """One service at one place: as little of an initiative as ranking needs."""

    id: str
    """Id of the initiative."""
    service: str
    """Id of the service."""
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    municipality: str
    """Municipality since 2025."""
    active: bool
    """False for one that is closed for a time."""
    verified: bool
    """True when someone who knows has verified it."""
    certainty: int
    """0: certainly LDE, 1: likely, 2: the same kind of service."""
    bounded: bool
    """True when the initiative says where it comes for this service."""


@dataclass(frozen=True, slots=True)
class Named:
    """An initiative that was found by its name."""

    id: str
    """Id of the initiative."""
    name: str
    """Its name."""
    parent: str
    """Name of the organisation that it belongs to; empty when it has none."""
    municipality: str
    """Where it is; empty when it works in a region."""
    alternate: str = ""
    """What people also call it; empty when there is no such name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone looks for in the whole directory; what is empty narrows nothing."""

    words: tuple[tuple[str, ...], ...] = ()
    """Parts of the name, each in the spellings that will do."""
    service: str = ""
    """Id of a service that it offers."""
    municipality: str = ""
    """Where it is."""
    postcodes: tuple[str, ...] = ()
    """One of these is its postcode."""
    digits: str = ""
    """Digits in a row of its phone number."""
    before: date | None = None
    """Never verified, or before this day."""
    hidden: bool | None = None
    """Only who people do not get to see, or only who they do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one initiative that was changed (HSDS ``metadata``)."""

    initiative: str
    """Id of the initiative (HSDS ``resource_id``)."""
    field: str
    """Name of the field; empty when the whole initiative was added or taken out."""
    before: str
    """HSDS ``previous_value``."""
    after: str
    """HSDS ``replacement_value``."""
    action: str
    """HSDS ``last_action_type``: ``create``, ``update``, ``delete`` or ``verify``."""
    by: str
    """Who changed it: a role or a file (HSDS ``updated_by``)."""
    why: str
    """The reason that was given."""
    on: date
    """HSDS ``last_action_date``."""
    batch: int = 0
    """What was changed together, in one save, has the same number; none before it is kept."""
