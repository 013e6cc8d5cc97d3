"""Which services a message names, and a second one that it asks for in other words (*klusdienst en iemand die kookt*).

Pure. What stands after *en iemand* or *en ook* is read by itself: beside the first service it would be drowned.
"""

from __future__ import annotations

from collections.abc import Sequence

from lde_bot.dialogue.decision import service_meant
from lde_bot.dialogue.service_names import Named, find_lone_service, find_services
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.knowledge.index import Candidate
from lde_bot.matching import Match
from lde_bot.text import STOPWORDS

_BEGINS = frozenset("iemand ook een nog wie ne nen entwien emand".split())
"""Words with which a second wish begins, after *en*."""
_LEAST = 2  # words with meaning in a wish
_FEW_WORDS = 3  # words of a message in which an unknown one may be a service with several slips


def named_services(snapshot: Snapshot, tokens: Sequence[str], plain: Sequence[str]) -> list[Named]:
    """Return the services that words name, as they are written or else in their standard form."""
    vocabulary, known = snapshot.knowledge.vocabulary, snapshot.index.featurizer.vocabulary
    named = find_services(tokens, vocabulary, known)
    if not named and plain and tuple(plain) != tuple(tokens):
        named = find_services(plain, vocabulary, known)
    named = _no_towns(snapshot, tokens, named)
    if not named and plain and len(tokens) <= _FEW_WORDS:
        unknown = ["" if one in known or snapshot.gazetteer.like_name(one) else one for one in tokens]
        named = find_lone_service(unknown, vocabulary)
    return [*named, *(_second_service(snapshot, tokens, named) if plain else ())]


def surely_named(snapshot: Snapshot, named: list[Named], ranked: Sequence[Candidate]) -> list[Named]:
    """Return the services that are named; not the only one, when that is but nearly written and another is meant.

    In *energie sparen, wie komt langs* no *spaken* are broken.
    """
    nearly = len(named) == 1 and named[0][1].rule == "fuzzy"
    return [] if nearly and service_meant(snapshot, ranked) not in {"", named[0][0]} else named


def _no_towns(snapshot: Snapshot, tokens: Sequence[str], named: Sequence[Named]) -> list[Named]:
    """Return the services whose name is not just like the name of a town: *Schilde* is no *schilder*."""
    words_of_one = ((one, tokens[min(one[2])] if len(one[2]) == 1 else "") for one in named)
    return [one for one, word in words_of_one if one[1].rule == "exact" or not snapshot.is_town(word)]


def _second_service(snapshot: Snapshot, tokens: Sequence[str], named: Sequence[Named]) -> list[Named]:
    """Return the service that is wanted too, without the words that name it; none unless one service is named."""
    if len({service for service, _, _ in named}) != 1:
        return []
    for number in range(1, len(tokens) - 1):
        if tokens[number] != "en" or tokens[number + 1] not in _BEGINS:
            continue
        for clause in (range(number + 1, len(tokens)), range(number)):
            if any(used & set(clause) for _, _, used in named):
                continue
            said = [tokens[one] for one in clause]
            if sum(token not in STOPWORDS for token in said) < _LEAST:
                continue
            ranked = snapshot.index.rank(" ".join(said))
            service = service_meant(snapshot, ranked)
            if service and service != named[0][0]:
                return [
                    (service, Match(ranked[0].confidence, " ".join(said), ranked[0].nearest, "meaning"), frozenset())
                ]
    return []
