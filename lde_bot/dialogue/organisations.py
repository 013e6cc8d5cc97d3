"""Initiatives that a message names (*telefoon van Levanto*), or whose description has its words (*liftbus Zele*).

Pure. A name is found by the letters it shares (trigrams), then judged word by word: every word that is not about
something else has to be in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import Act, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.geo import distance_to
from lde_bot.directory.model import Initiative, Named, Place
from lde_bot.directory.search import NEAR_KM
from lde_bot.matching import alike_words
from lde_bot.text import STOPWORDS, words

MOST_NAMED = 5
"""How many are shown. When more have words in their name that are no name of their own, they name none of them."""
_LOOKED_AT = 30
_ALL = 0.85  # share of the words that a name has to have, typing mistakes forgiven
_SHORTEST = 4  # letters of a word that can name something by itself
_MOST_WORDS = 4  # words of a message that is only a name
_FORMS = frozenset({"vzw", "cv", "bv", "ocmw", "stad", "gemeente"})
_BESIDE_NAME = re.compile(r"\([^)]{0,80}\)")
_MOST_BESIDE = 2  # words beside a name that still make it a message about that name
_SAID_ALSO = frozenset("ken kent kennen doet weet werkt werken zit ligt bestaat info bedrijf organisatie".split())


def named(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Show the initiatives that a message names: how to reach them is what people want to know of a name."""
    if state.awaiting == "place" and understood.place.match:
        return None  # "genk winterslag" is where, and no sports club there
    contact = snapshot.knowledge.vocabulary.followups.get("contact", ())
    asked = [token for token in understood.tokens if token not in STOPWORDS and token not in _SAID_ALSO]
    said = [token for token in asked if token not in contact]
    free = _free(understood, said)
    if understood.services:  # a second town or region is no name then: "poetshulp in halle bij kampenhout"
        cues = snapshot.knowledge.vocabulary.search_cues
        free = [token for token in free if token not in cues and not snapshot.gazetteer.by_name(token)]
    common = snapshot.knowledge.vocabulary.common_words if understood.wonders else ()  # "de hoogste berg van afrika"
    own = [token for token in free if token not in common and _names_something(snapshot, token)]
    reaches = len(said) < len(asked) and not understood.wonders
    if not free or len(said) - len(own) > (_MOST_BESIDE if own else _MOST_WORDS):
        return None
    found = _bearing(snapshot, own or free)
    if _says_else(understood):  # then a word that is only like a name is a mistake, or a word we do not know
        whole = set(own if own and reaches else free)
        found = {one: name for one, name in found.items() if whole <= set(_words_of(name))}
    if understood.services:
        offering = snapshot.directory.get(list(found))
        found = {one.id: found[one.id] for one in offering if not set(one.services).isdisjoint(understood.services)}
    if not own and not reaches:
        found = {one: name for one, name in found.items() if _whole(understood, free, name)}
    nearest = _nearest(snapshot, understood, list(found))
    if not nearest or (len(nearest) > MOST_NAMED and reaches and not own):
        return None
    return _shown(snapshot, understood, nearest[:MOST_NAMED], "organisation named")


def _says_else(understood: Understanding) -> bool:
    """True when a message is surely about an entry."""
    return understood.best is not None and understood.best.confidence >= at.ANSWER_AT


def _nearest(snapshot: Snapshot, understood: Understanding, found: list[str]) -> list[str]:
    """Return those of the town that is named, or else the nearest to it first."""
    match = understood.place.match
    if not match:
        return found
    here = match.place.position
    known = snapshot.directory.get(found)
    there = [one.id for one in known if one.municipality == match.place.municipality]
    return there or [one.id for one in sorted(known, key=lambda one: (_km(one, here), one.id))]


def _km(one: Initiative, here: tuple[float, float]) -> float:
    """Return how far an initiative is, in km; who works in a region is furthest."""
    distance = distance_to(one, here)
    return math.inf if distance is None else distance


def _free(understood: Understanding, said: Sequence[str]) -> list[str]:
    """Return the words that name neither a place nor a service."""
    place = understood.place
    elsewhere = (place.match.query if place.match else "", place.outside, *(understood.tokens[n] for n in place.used))
    spoken_for = words(" ".join((*elsewhere, *(one.query_part for one in understood.service_matches))))
    return [token for token in said if token not in spoken_for]


def _names_something(snapshot: Snapshot, token: str) -> bool:
    """True for a word that no question uses: a name, then, or a mistake."""
    return len(token) >= _SHORTEST and not token.isdigit() and not snapshot.index.featurizer.spread(token)


def _whole(understood: Understanding, free: Sequence[str], name: Named) -> bool:
    """True when words that questions use too (*groep intro*) are a whole name, legal form and place aside."""
    return len("".join(free)) >= _SHORTEST and any(
        set(free) == set(_free(understood, [word for word in words(part) if word not in STOPWORDS | _FORMS]))
        for part in (_BESIDE_NAME.sub(" ", name.name), name.alternate, name.parent)
    )


def _bearing(snapshot: Snapshot, wanted: Sequence[str]) -> dict[str, Named]:
    """Return the initiatives that have all these words in their name or that of their organisation, by id."""
    near = snapshot.directory.named(" ".join(wanted), _LOOKED_AT)
    judged = [(alike_words(wanted, _words_of(one)), one) for one in near]
    best = max((score for score, _ in judged), default=0.0)
    return {one.id: one for score, one in judged if score >= max(_ALL, best - 0.01)}


@lru_cache(maxsize=4096)
def _words_of(one: Named) -> tuple[str, ...]:
    return words(f"{one.name} {one.alternate} {one.parent}")


def mentioned(snapshot: Snapshot, understood: Understanding, place: Place) -> Decision | None:
    """Show the initiatives near a place whose description has the words that are left of a message."""
    left = [token for token in understood.rest if len(token) >= _SHORTEST]
    if not left:
        return None
    here = place.position
    found = snapshot.directory.get(snapshot.directory.mentioning(left, _LOOKED_AT))
    near = sorted((distance, one.id) for one in found if (distance := _km(one, here)) <= NEAR_KM)
    shown = [identity for _, identity in near[:MOST_NAMED]]
    return _shown(snapshot, understood, shown, "words in a description") if shown else None


def _shown(snapshot: Snapshot, understood: Understanding, identities: Sequence[str], rule: str) -> Decision:
    first = snapshot.directory.get(identities[:1])[0]
    place = understood.place.match.place if understood.place.match else None
    return Decision(
        Act.RESULTS,
        rule,
        services=first.services,
        places=(place,) if place else (),
        listed=tuple(identities),
        sentence="results_contact",
    )
