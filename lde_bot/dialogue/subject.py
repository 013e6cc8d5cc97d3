"""What a message is likely about that comes after another one. Pure.

Most questions in a conversation go on about the same: of three hundred that followed another one in held-out
conversations, two in three were about the subject itself or about what its entry leads to. So those gain, in log odds.
Read together with the subject's own words the same messages said less, but what they said clearly was mostly so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.model import State
from lde_bot.dialogue.nlu import Understanding, is_understood_alone, understand_alone
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Entry, Kind
from lde_bot.knowledge.vocabulary import Topic
from lde_bot.text import content_words

_LEAST = 0.002  # a confidence is no nearer to 0 or 1 than this
_ASKING = frozenset("hoe hoelang lang wat wa wie waar wanneer waarom welke hoeveel doet".split())


@dataclass(frozen=True, slots=True)
class _Continued:
    """All that understanding a text as going on about a subject depends on besides the snapshot."""

    subject: str
    tokens: tuple[str, ...]
    language: str


def understand(snapshot: Snapshot, state: State, text: str) -> Understanding:
    """Return what a text says, in the conversation where it was said."""
    understood = understand_alone(snapshot, state, text)
    continued = _continued(snapshot, state, understood)
    if continued is None:
        return understood
    return replace(understood, in_context=snapshot.understood.get(continued, lambda: _in_context(snapshot, continued)))


def is_understood(snapshot: Snapshot, state: State, text: str) -> bool:
    """True when it was worked out before what a text says here, so that understanding it takes no time."""
    if not is_understood_alone(snapshot, state, text):
        return False
    continued = _continued(snapshot, state, understand_alone(snapshot, state, text))
    return continued is None or continued in snapshot.understood


def _continued(snapshot: Snapshot, state: State, understood: Understanding) -> _Continued | None:
    """Return what is gone on about; ``None`` when a text stands by itself."""
    about = subjects(snapshot, state)
    alone = not understood.leaning.refers and understood.likely >= at.CLARIFY_AT
    if not about or alone or understood.place.used:
        return None
    return _Continued(about[0], understood.tokens, understood.language)


def _in_context(snapshot: Snapshot, continued: _Continued) -> tuple[Candidate, ...]:
    """Return what a message may be about when it goes on about the last subject, that subject itself aside."""
    kinds = snapshot.knowledge.vocabulary.followups
    said = [token for token in continued.tokens if token not in kinds["refer"] and token not in kinds["continue"]]
    text = " ".join((*content_words(snapshot.knowledge.entries[continued.subject].question), *said))
    ranked = snapshot.index.rank(text, most=8, language=continued.language)
    return tuple(one for one in ranked if one.entry and one.entry != continued.subject)


def subjects(snapshot: Snapshot, state: State) -> tuple[str, ...]:
    """Return the entries that the conversation is about, the first most of all.

    They are those that the last question back offered, the last one shown, or that of the service searched for.
    """
    offered = state.offered if state.awaiting == "choice" else ()
    named = [snapshot.knowledge.vocabulary.service(one.removeprefix("service:")) for one in (*offered, *state.services)]
    described = {service.id: service.entry for service in named if service}
    of_choices = [described.get(one.removeprefix("service:"), one) for one in offered]
    searched = [] if state.entry else [described[one] for one in state.services if one in described]
    known = dict.fromkeys((*of_choices, state.entry, *searched))
    return tuple(name for name in known if name in snapshot.knowledge.entries)


def gains_of(snapshot: Snapshot, state: State) -> dict[str, float]:
    """Return what each entry gains by what was said before, in log odds; help lines gain nothing."""
    about, entries = subjects(snapshot, state), snapshot.knowledge.entries
    related = [other for name in about for other in _leads_to(entries[name]) if other in entries]
    gains = dict.fromkeys(related, at.RELATED_GAINS) | dict.fromkeys(about, at.SUBJECT_GAINS)
    return {name: gain for name, gain in gains.items() if entries[name].kind is not Kind.EMERGENCY}


def _leads_to(entry: Entry) -> tuple[str, ...]:
    """Return the entries that one leads to: what people ask next, and its next step."""
    return (*entry.related, *((entry.next_step.entry,) if entry.next_step else ()))


def weigh(snapshot: Snapshot, state: State, understood: Understanding, gains: Mapping[str, float]) -> dict[str, float]:
    """Return how likely each entry, and each service as ``service:`` and its id, is after what was said before.

    A message that points back is no thanks; if it does nothing else (*en daarna?*), all that gains may be meant.
    """
    every = (*understood.ranked, *understood.further)
    alone = {one.option: one.confidence for one in every}
    if understood.leaning.points:
        alone = {name: chance for name, chance in alone.items() if tells(snapshot, name)}
    for general, narrow in _narrowed(snapshot, topic_of(snapshot, state)).items():
        alone[narrow] = max(alone.get(narrow, 0.0), alone.pop(general, 0.0))
    only = understood.leaning.refers and pointing(snapshot, understood)
    names = {*alone, *(gains if only else ())}
    return {name: _lifted(alone.get(name, 0.0), gains.get(name, 0.0)) for name in names}


def narrower(snapshot: Snapshot, state: State, general: str) -> Entry | None:
    """Return the entry that answers a general question for what was spoken of, if one does."""
    name = _narrowed(snapshot, topic_of(snapshot, state)).get(general, "")
    return snapshot.knowledge.entries.get(name)


def pointing(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message says nothing but words that point back or ask (*en hoelang dan*)."""
    return set(understood.rest) <= {*snapshot.knowledge.vocabulary.followups["refer"], *_ASKING}


def tells(snapshot: Snapshot, name: str) -> bool:
    """True for a service, and for an entry that tells something: thanks are about no subject."""
    entry = snapshot.knowledge.entries.get(name)
    return entry is None or entry.kind is not Kind.SMALLTALK


def only_chats(snapshot: Snapshot, understood: Understanding) -> bool:
    """True when a message of several words most likely only reacts, in whichever way (*bedankt, dit helpt echt*)."""
    best = understood.best
    if (
        best is None
        or best.entry not in snapshot.knowledge.vocabulary.reactions
        or best.confidence < at.CHAT_AT
        or understood.likely < at.ANSWER_AT
    ):
        return False
    if understood.asks or understood.wonders or understood.services or understood.place.used:
        return False
    kinds = snapshot.knowledge.vocabulary.followups
    if len(understood.tokens) == 1 or (kinds and understood.tokens[0] in kinds["continue"]):
        return False
    told = sum(one.confidence for one in understood.ranked if tells(snapshot, one.option))
    return understood.likely - told >= at.CHAT_AT


def topic_of(snapshot: Snapshot, state: State) -> Topic | None:
    """Return the topic that the conversation is about; none when what was offered is about several."""
    topics = topics_of(snapshot, state)
    return topics[0] if topics and all(one == topics[0] for one in topics) else None


def topics_of(snapshot: Snapshot, state: State) -> list[Topic | None]:
    """Return the topic of each entry that was offered, of what was shown last, or of each service searched for."""
    about = subjects(snapshot, state)
    several = state.awaiting == "choice" or not state.entry
    return [_topic(snapshot, name) for name in (about if several else about[:1])]


def _topic(snapshot: Snapshot, name: str) -> Topic | None:
    """Return the topic of an entry; one that sends people elsewhere is a topic of its own, and says who knows more."""
    topic = snapshot.knowledge.vocabulary.topic(name)
    if topic is None and snapshot.knowledge.entries[name].kind is Kind.REDIRECT:
        return Topic((name,), {"contact": name, "apply": name})
    return topic


def names_another(snapshot: Snapshot, state: State, said: Collection[str]) -> bool:
    """True when words name another topic than that of before (*and how long does LDE take*): that leaves it.

    :param said: the words of the message.
    """
    topic = topic_of(snapshot, state)
    if topic is None or topic.named_in(said):
        return False
    return any(one.named_in(said) for one in snapshot.knowledge.vocabulary.topics)


def _narrowed(snapshot: Snapshot, topic: Topic | None) -> dict[str, str]:
    """Return the entry that says the same about the topic, by the general entry."""
    vocabulary = snapshot.knowledge.vocabulary
    told = topic.answers if topic else {}
    return {general: told[name] for name, one in vocabulary.aspects.items() if name in told for general in one.general}


def _lifted(confidence: float, gain: float) -> float:
    """Return a confidence with its log odds raised."""
    bounded = min(max(confidence, _LEAST), 1 - _LEAST)
    return 1 / (1 + math.exp(-at.SAYS_IN_CONTEXT * math.log(bounded / (1 - bounded)) - gain))
