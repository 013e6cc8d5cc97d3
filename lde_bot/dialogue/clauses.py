"""A second service that a message asks for in other words, beside one that it names (*klusdienst en iemand die kookt*).

Pure. What stands after *en iemand* or *en ook* is read by itself: beside the first service it would be drowned.
"""

from __future__ import annotations

from collections.abc import Sequence

from lde_bot.dialogue.decision import service_meant
from lde_bot.dialogue.service_names import Named
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.matching import Match
from lde_bot.text import STOPWORDS

_BEGINS = frozenset("iemand ook een nog wie ne nen entwien emand".split())
"""Words with which a second wish begins, after *en*."""
_LEAST = 2  # words with meaning in a wish


def second_service(snapshot: Snapshot, tokens: Sequence[str], named: Sequence[Named]) -> list[Named]:
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
