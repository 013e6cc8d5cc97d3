"""Whether an answer helped, hearing later, whether questions may be reread: the buttons and what they mean. Pure."""

from __future__ import annotations

from lde_bot.dialogue.decision import Decision
from lde_bot.dialogue.model import HELPED, NOT_HELPED, Act, Choice, Reason, State
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.knowledge.model import Kind

TO_KOEPEL, NOTIFY, NO_NOTIFY, CONSENT, NO_CONSENT = "h:k", "t", "u", "c:y", "c:n"
ASK_CONSENT = "consent_ask"
"""The sentence that asks, once, whether questions that get an answer may be kept from now on."""
ASKED, NEVER = "asked", "never"
"""What a conversation remembers of that: it was asked, or it is of a group, where nobody can say yes for the others."""
_RATED = 20  # entries that a conversation remembers to have asked about


def asked_about(snapshot: Snapshot, state: State, decision: Decision) -> tuple[Choice, ...]:
    """Return the buttons below a reply: did it help, once an entry; or a word when there is an answer."""
    say = snapshot.knowledge.responses.say
    if decision.act is Act.FALLBACK and decision.reason and decision.reason is not Reason.FEEDBACK:
        return (Choice(say("notify_me"), NOTIFY),)
    entry = snapshot.knowledge.entries.get(decision.entry)
    if entry is None or entry.kind is not Kind.ANSWER or entry.id in state.rated or decision.act is not Act.ANSWER:
        return ()
    yes = Choice(say("helped_yes"), f"{HELPED}:{entry.id}", small=True)
    return (yes, Choice(say("helped_no"), f"{NOT_HELPED}:{entry.id}", small=True))


def rated(state: State, entry: str) -> tuple[str, ...]:
    """Return the entries that were asked about, with one more."""
    return (*(one for one in state.rated if one != entry), entry)[-_RATED:]


def decide_feedback(snapshot: Snapshot, state: State, value: str) -> Decision | None:
    """Return what to do with one of those buttons; ``None`` when it is another one."""
    code, _, entry = value.rpartition(":")
    if value == NOTIFY:
        return Decision(Act.SMALLTALK, "wants to hear", sentence="notify_on", notify=True)
    if value == NO_NOTIFY:
        return Decision(Act.SMALLTALK, "does not want to hear", sentence="notify_off", notify=False)
    if value in {CONSENT, NO_CONSENT} and state.consent != NEVER:
        yes = value == CONSENT
        return Decision(Act.SMALLTALK, "consent", sentence="consent_on" if yes else "consent_off", consent=yes)
    if entry not in snapshot.knowledge.entries or code not in {HELPED, NOT_HELPED, TO_KOEPEL}:
        return None
    if code == HELPED:
        thanks = "helped_thanks" if state.consent else ASK_CONSENT
        return Decision(Act.SMALLTALK, "it helped", sentence=thanks, helped=(entry, True))
    if code == NOT_HELPED:
        return Decision(Act.SMALLTALK, "it did not help", sentence="not_helped", helped=(entry, False), name=entry)
    return Decision(Act.SMALLTALK, "left with the Koepel", sentence="left_with_koepel", reason=Reason.NOT_HELPFUL)


def choices_after(snapshot: Snapshot, decision: Decision) -> tuple[Choice, ...] | None:
    """Return the buttons below what is said to that; ``None`` when the usual ones go there."""
    say = snapshot.knowledge.responses.say
    if decision.sentence == "not_helped":
        person = Choice(say("talk_to_person"), "e:met-mens-praten")
        return (person, Choice(say("leave_with_koepel"), f"{TO_KOEPEL}:{decision.name}"))
    if decision.sentence == "left_with_koepel":
        return (Choice(say("notify_me"), NOTIFY),)
    if decision.sentence == "notify_on":
        return (Choice(say("notify_stop"), NO_NOTIFY),)
    if decision.sentence == ASK_CONSENT:
        yes = Choice(say("consent_yes"), CONSENT, small=True)
        return (yes, Choice(say("consent_no"), NO_CONSENT, small=True))
    if decision.sentence == "consent_on":
        return (Choice(say("consent_stop"), NO_CONSENT),)
    return () if decision.sentence in {"helped_thanks", "notify_off", "consent_off"} else None
