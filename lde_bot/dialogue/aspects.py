"""A short question about one side of what was spoken of: how long, for what pay, whom to ask. Pure.

*En hoelang?* after an answer about individual customised work is not about LDE, though that is what most who ask it out
of the blue want to know. ``knowledge/aspects.yaml`` says what is known of which topic.
"""

from __future__ import annotations

from collections.abc import Sequence

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.decision import Decision, act_of, kind_of
from lde_bot.dialogue.followup import small_words
from lde_bot.dialogue.model import Act, Reason, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import topic_of, topics_of
from lde_bot.knowledge.model import Kind
from lde_bot.knowledge.vocabulary import Topic

_LONGEST = 9  # words of such a question
_MOST_UNKNOWN = 1  # words in it that may be about anything
_SEEN = frozenset(
    "hoe hoelang lang waar welk welke wie wat hoeveel wanneer iets iemand mensen precies juist ongeveer".split()
)
_CONTACT = "contact"  # the aspect that says who knows more


def side_of_it(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """Return what is known of an aspect that is asked about the topic of before; or who knows it, when nothing is."""
    topic = topic_of(snapshot, state)
    if not set(understood.services) <= set(state.services):
        return None
    asked, covered = _asked(snapshot, understood)
    if topic is None:
        return _side_of_each(snapshot, state, understood, asked) if covered else None
    surely_else = _surely_else(snapshot, topic, understood)
    points = understood.leaning.points or bool(understood.language)  # in another language, no word is known to point
    if not asked or (surely_else and not (covered and points)):
        return None
    told = next((name for name in asked if name in topic.answers), "")
    if told:
        return _told(snapshot, state, topic, told)
    searched = next((topic.searches[name] for name in asked if name in topic.searches), "")
    if searched:
        return None if state.listed else _search(state, searched)
    return None if surely_else else _not_known(snapshot, state, topic)


def _asked(snapshot: Snapshot, understood: Understanding) -> tuple[tuple[str, ...], bool]:
    """Return the aspects that a message asks for and little else, that which leaves least unsaid first.

    And whether there is no word in it that may be about something else.
    """
    vocabulary, tokens = snapshot.knowledge.vocabulary, understood.tokens
    if not vocabulary.followups or len(tokens) > _LONGEST:
        return (), False
    other = snapshot.knowledge.languages.get(understood.language)
    if other:
        said, small, asks = {token: {token} for token in tokens}, other.small, other.asks
    else:
        said = {token: {token, *vocabulary.spelling.get(token, token).split()} for token in tokens}
        small = small_words(vocabulary.followups, "person", "go", "when") | _SEEN
        asks = {name: aspect.asks for name, aspect in vocabulary.aspects.items()}
    small = small.union(*(match.query_part.split() for match in understood.service_matches))  # that of before
    every = frozenset().union(*said.values())
    found: dict[str, tuple[int, int]] = {}
    for name, ways in asks.items():
        asking = frozenset().union(*(way for way in ways if way <= every))
        unknown = sum(forms.isdisjoint(small | asking) for forms in said.values())
        if asking and unknown <= _MOST_UNKNOWN:
            found[name] = unknown, -len(asking)
    return tuple(sorted(found, key=found.__getitem__)), any(not unknown for unknown, _ in found.values())


def _surely_else(snapshot: Snapshot, topic: Topic, understood: Understanding) -> bool:
    """True when a message is surely about something else than an aspect of the topic."""
    best = understood.best
    if best is None or best.confidence < at.ANSWER_AT:
        return False
    if kind_of(snapshot, best) is Kind.SMALLTALK and understood.leaning.points:
        return False
    general = (name for aspect in snapshot.knowledge.vocabulary.aspects.values() for name in aspect.general)
    return best.entry not in {*general, *topic.entries, *topic.answers.values()}


def _side_of_each(snapshot: Snapshot, state: State, understood: Understanding, asked: Sequence[str]) -> Decision | None:
    """Return what is known of an aspect of what was offered just now, where that is about several topics."""
    topics = [one for one in topics_of(snapshot, state) if one]
    for name in asked:
        told = tuple(dict.fromkeys(one.answers[name] for one in topics if name in one.answers))
        if told and not any(_surely_else(snapshot, one, understood) for one in topics):
            entry = snapshot.knowledge.entries[told[0]]
            if len(told) == 1:
                return Decision(act_of(entry), "that side of them", entry=entry.id)
            return Decision(Act.CLARIFY, "that side of which", options=told[: at.MOST_CHOICES])
    return None


def _told(snapshot: Snapshot, state: State, topic: Topic, aspect: str) -> Decision:
    """Show the entry that tells it; of one that stands there already, say that it does."""
    entry = snapshot.knowledge.entries[topic.answers[aspect]]
    details = aspect in topic.detailed and bool(entry.details)
    sentence = "it_says_so" if entry.id == state.entry and not details else ""
    return Decision(act_of(entry), "that side of it", entry=entry.id, details=details, sentence=sentence)


def _search(state: State, service: str) -> Decision:
    """Look for those who offer the service: only they know."""
    if state.place:
        return Decision(Act.RESULTS, "they know it", services=(service,), places=(state.place,))
    return Decision(Act.ASK_PLACE, "they know it", services=(service,))


def _not_known(snapshot: Snapshot, state: State, topic: Topic) -> Decision | None:
    """Say that it is not known of this topic, keep the question, and say who does know."""
    kept = Reason.BELOW_THRESHOLD
    contact, service = topic.answers.get(_CONTACT, ""), topic.searches.get(_CONTACT, "")
    if contact:
        rule, read = "not known of this topic", topic in snapshot.knowledge.vocabulary.topics
        sentence = "not_known_of_it" if read else "it_says_so"  # what others tell there was not looked through
        return Decision(Act.FALLBACK, rule, entry=contact, sentence=sentence, reason=kept, confidence=0.0)
    if not service or state.listed or state.place:
        return None
    sentence = "not_known_of_service"
    return Decision(Act.ASK_PLACE, "they know it", services=(service,), sentence=sentence, reason=kept, confidence=0.0)
