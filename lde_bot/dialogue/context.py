"""What to do with a message that goes on from what was said before. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lde_bot.dialogue import thresholds as at
from lde_bot.dialogue.aspects import side_of_it
from lde_bot.dialogue.decision import Decision, act_of, another_place, is_contact, none_of_these, worth_offering
from lde_bot.dialogue.followup import FollowUp
from lde_bot.dialogue.model import Act, State
from lde_bot.dialogue.nlu import Understanding
from lde_bot.dialogue.pressed import decide_choice
from lde_bot.dialogue.shown import about_shown, ask_them, next_page
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.subject import gains_of, names_another, narrower, only_chats, pointing, subjects, tells, weigh
from lde_bot.directory.model import Place
from lde_bot.knowledge.index import Candidate
from lde_bot.knowledge.model import Entry, Kind
from lde_bot.text import STOPWORDS, words

_NEW = 3  # words that make a message after a question back another question
_NEW_KNOWN = 2  # the same when the bot knows what it may be about
_CONTENDS = 0.25  # of the confidence of the best: what was offered and is less likely is not what is meant
_SAYING = frozenset({"vraag", "vroeg", "zeg", "zei", "bedoel", "bedoelde"})  # *ik vraag: ...* asks nothing new
_AGREED = "ok"  # what someone says who only tells what comes next
_WHAT = frozenset({"wat", "wa", "wie"})


def follow_up(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """More of the same, how to reach one of the results, never mind, none of these, the second of these."""
    asks = understood.leaning.asks
    if asks is FollowUp.CANCEL and state.begun:
        return Decision(Act.SMALLTALK, "let go", sentence="cancelled")
    if state.awaiting == "choice" and asks in {FollowUp.REFUSE, FollowUp.CONTACT}:
        return none_of_these() if asks is FollowUp.REFUSE else _of_the_choices(snapshot, state, understood)
    if asks is FollowUp.ANNOUNCE and state.begun:
        return _agreed(snapshot, understood)
    if asks is FollowUp.ELSEWHERE and state.services:
        return another_place(state.services)
    if asks is FollowUp.SAME_PLACE and state.services and state.place:
        return _search_again(state, state.place)
    about = about_shown(snapshot, state, understood)
    if about:
        return about
    if asks in {FollowUp.CONTACT, FollowUp.HOURS}:
        return _contact(snapshot, state)
    clear = understood.best is not None and understood.best.confidence >= at.ANSWER_AT
    if asks is FollowUp.MORE or (asks is FollowUp.OTHERS and not clear):
        return _more(snapshot, state)
    if asks is FollowUp.PERSON:
        return _same(snapshot, state)
    return None


def _agreed(snapshot: Snapshot, understood: Understanding) -> Decision | None:
    """Thank back who thanks and says what comes next; who only says that is agreed with."""
    likely = understood.candidates if only_chats(snapshot, understood) else snapshot.index.rank(_AGREED)
    entry = next((snapshot.knowledge.entries.get(one.entry) for one in likely), None)
    return Decision(act_of(entry), "says what comes next", entry=entry.id) if entry else None


def _of_the_choices(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """The choice that someone names by its number (*de tweede*); something about the results may be meant as well."""
    number = understood.leaning.number
    if not number or number > len(state.offered) or understood.contact:
        return about_shown(snapshot, state, understood) or _contact_offered(snapshot, state)
    chosen = state.offered[number - 1 if number > 0 else -1]
    return decide_choice(snapshot, state, chosen.replace("service:", "s:") if ":" in chosen else f"e:{chosen}")


def _contact_offered(snapshot: Snapshot, state: State) -> Decision | None:
    """The choice that says how to reach those whom the question back was about (*hun telefoon*)."""
    contacts = {topic.answers.get("contact") for topic in snapshot.knowledge.vocabulary.topics}
    return _how_to_reach(snapshot, (name for name in state.offered if name in contacts))


def _contact(snapshot: Snapshot, state: State) -> Decision | None:
    """Show again whom the last answer was about, or whom it leads to, for someone who asks how to reach them."""
    entry = snapshot.knowledge.entries.get(state.entry)
    near = (entry.id, *entry.related) if entry else ()
    return _how_to_reach(snapshot, (name for name in near if is_contact(snapshot, name)))


def _how_to_reach(snapshot: Snapshot, names: Iterator[str]) -> Decision | None:
    contact = next((snapshot.knowledge.entries[name] for name in names), None)
    return Decision(act_of(contact), "how to reach them", entry=contact.id) if contact else None


def _same(snapshot: Snapshot, state: State) -> Decision | None:
    """Say the same again for someone else: answers are about everyone in that situation, and a search is a search."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry:
        return Decision(act_of(entry), "same for someone else", entry=entry.id, sentence="same_for_other")
    if state.listed and state.place:
        return _search_again(state, state.place)
    return None


def _search_again(state: State, place: Place) -> Decision:
    return Decision(Act.RESULTS, "same search", services=state.services, places=(place,))


def _more(snapshot: Snapshot, state: State) -> Decision | None:
    """Go on with what was shown last: a next page, a longer explanation, or what else there is to know."""
    entry = snapshot.knowledge.entries.get(state.entry)
    if entry is None:
        return next_page(snapshot, state)
    deeper = _deeper(state, entry)
    if deeper:
        return deeper
    options = tuple(name for name in entry.related if name in snapshot.knowledge.entries)[: at.MOST_CHOICES]
    if options and state.awaiting != "choice":
        return Decision(Act.CLARIFY, "what next", options=options, sentence="what_next")
    return Decision(Act.SMALLTALK, "nothing more", sentence="nothing_more")


def _deeper(state: State, entry: Entry) -> Decision | None:
    """Show the longer explanation of an entry, when it has one that was not shown yet."""
    if not entry.details or state.detailed:
        return None
    return Decision(act_of(entry), "more about it", entry=entry.id, details=True)


def in_context(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """A question about the subject of before, which by itself says too little."""
    gains = gains_of(snapshot, state)
    if not gains or understood.place.used or names_another(snapshot, state, understood.tokens):
        return None
    aside = side_of_it(snapshot, state, understood)
    if aside or only_chats(snapshot, understood):
        return aside
    best = _best(snapshot, understood)
    alone = best.confidence if best else 0.0
    narrow = narrower(snapshot, state, best.entry) if best and understood.leaning.refers else None
    if narrow and alone >= at.ANSWER_AT and not understood.services:
        return _goes_on(state, narrow, alone)
    together = _read_together(snapshot, understood)
    little = understood.likely < at.CLARIFY_AT and not understood.services
    if together and (understood.leaning.points or little):
        return _goes_on(state, together, understood.in_context[0].confidence)
    perhaps = _read_together(snapshot, understood, at.MEANT_AT, 0.0)
    if perhaps and little and state.awaiting != "choice":
        chance = understood.in_context[0].confidence
        return Decision(Act.CLARIFY, "goes on, perhaps", options=(perhaps.id,), confidence=chance)
    if alone >= at.ANSWER_AT or not (understood.leaning.refers or understood.likely >= at.CLARIFY_AT):
        return None
    weighed = weigh(snapshot, state, understood, gains)
    ordered = sorted(weighed, key=lambda name: (-weighed[name], name))
    first = ordered[0] if ordered and _informs(snapshot, ordered[0]) else ""
    otherwise = best is not None and best.entry != first and alone >= at.OTHERWISE_AT
    if first and not otherwise:
        entry = snapshot.knowledge.entries[first]
        enough = at.ANSWER_AGAIN_AT if state.awaiting == "choice" else at.ANSWER_IN_CONTEXT_AT
        lead = weighed[first] - max((weighed[name] for name in ordered[1:2]), default=0.0)
        if weighed[first] >= enough and lead >= at.LEAD_IN_CONTEXT:
            return _goes_on(state, entry, weighed[first])
    if together and not otherwise:
        return _goes_on(state, together, understood.in_context[0].confidence)
    offered = {one.option for one in understood.ranked if worth_offering(snapshot, one)}
    likely = [name for name in ordered if weighed[name] >= at.OFFER_AT and name in {*gains, *offered}]
    return _not_sure(snapshot, state, understood, {name: weighed[name] for name in likely if tells(snapshot, name)})


def _best(snapshot: Snapshot, understood: Understanding) -> Candidate | None:
    """Return the most likely entry: for a message that points back no small talk, unless it surely is.

    Help lines that are likely enough were given before.
    """
    for one in understood.candidates:
        if snapshot.knowledge.entries[one.entry].kind is Kind.EMERGENCY:
            continue
        if not understood.leaning.points or tells(snapshot, one.entry) or one.confidence >= at.LONE_WORD_AT:
            return one
    return None


def _informs(snapshot: Snapshot, name: str) -> bool:
    """True for an entry that answers or sends on: a question that goes on is no thanks, and help lines need more."""
    entry = snapshot.knowledge.entries.get(name)
    return entry is not None and entry.kind in {Kind.ANSWER, Kind.REDIRECT}


def _read_together(
    snapshot: Snapshot, understood: Understanding, at_least: float = at.ANSWER_AT, lead: float = at.LEAD
) -> Entry | None:
    """Return the entry that a message is about when it is read together with the subject of before, if that is clear.

    :param at_least: how likely it has to be.
    :param lead: how far ahead of the next.
    """
    first, second = (*(one.confidence for one in understood.in_context[:2]), 0.0, 0.0)[:2]
    if first < at_least or first - second < lead:
        return None
    name = understood.in_context[0].entry
    return snapshot.knowledge.entries[name] if _informs(snapshot, name) else None


def _goes_on(state: State, entry: Entry, confidence: float) -> Decision:
    """Show an entry; of the one that stands there already, its longer explanation."""
    details = entry.id == state.entry and bool(entry.details) and not state.detailed
    return Decision(act_of(entry), "goes on", entry=entry.id, confidence=confidence, details=details)


def _not_sure(
    snapshot: Snapshot, state: State, understood: Understanding, likely: Mapping[str, float]
) -> Decision | None:
    """Describe the service, say more, send people to those who were found, or ask which answer is meant.

    :param likely: how likely each answer is that may be meant, the likeliest first.
    """
    best = _best(snapshot, understood)
    described = _described(snapshot, state, understood)
    if described:
        return described
    hints = sum(one.confidence for one in understood.ranked if one.service or _informs(snapshot, one.entry))
    if best is None or best.confidence < at.ASK_THEM_AT:
        unknown = max(likely.values(), default=0.0) < at.MEANT_AT or hints < at.HINTS_AT
        deeper = _deeper_for_few(snapshot, state, understood)
        asked = deeper or (ask_them(snapshot, state, understood) if unknown else None)
        if asked:
            return asked
    asked_before = state.awaiting == "choice" and not is_new(snapshot, state, understood)
    says_nothing = hints < at.HINTS_AT and not pointing(snapshot, understood)
    if asked_before or not likely or understood.services or says_nothing:
        return None
    options = tuple(likely)[: at.MOST_CHOICES]
    sentence = "" if understood.likely >= at.CLARIFY_AT else "what_next"
    return Decision(Act.CLARIFY, "goes on, not sure", options=options, confidence=likely[options[0]], sentence=sentence)


def is_new(snapshot: Snapshot, state: State, understood: Understanding, *, in_need: bool = False) -> bool:
    """True when a message after a question back is another question, about which the bot may ask back too.

    It says three words that the one before did not, or two and mostly such when the bot knows what it may be about; and
    it is about none of what was offered. *Wablief* and *geen idee* are no question.
    """
    enough = max(at.OFFER_AT, _CONTENDS * max((one.confidence for one in understood.ranked), default=0.0))
    likely = [one for one in understood.ranked if one.confidence >= enough]
    if not {one.option for one in likely}.isdisjoint(state.offered):
        return False
    best = understood.best
    known = best is not None and best.confidence >= at.CLARIFY_AT and tells(snapshot, best.entry)
    before = words(state.question)
    said = [token for token in understood.tokens if token not in STOPWORDS and token not in _SAYING]
    new = sum(token not in before for token in said)
    enough = 1 if in_need else _NEW_KNOWN if known and 2 * new > len(said) else _NEW
    return new >= enough


def _deeper_for_few(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """The longer explanation, for a question of a few words that only points back."""
    subject = snapshot.knowledge.entries.get(state.entry)
    few = understood.asks and understood.leaning.refers and pointing(snapshot, understood)
    return _deeper(state, subject) if subject and few else None


def _described(snapshot: Snapshot, state: State, understood: Understanding) -> Decision | None:
    """The description of the service that was searched for, for someone who asks what that is or does."""
    short = understood.leaning.points and pointing(snapshot, understood) and understood.tokens[0] in _WHAT
    if not short or state.entry or state.awaiting == "choice":
        return None
    name = next(iter(subjects(snapshot, state)), "")
    return Decision(act_of(snapshot.knowledge.entries[name]), "what that is", entry=name) if name else None
