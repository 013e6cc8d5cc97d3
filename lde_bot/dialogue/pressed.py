"""What to do with a button or a shared location. Pure."""

from __future__ import annotations

from dataclasses import replace

from lde_bot.dialogue.decision import Decision, act_of, another_place, none_of_these, something_wrong, to_hand_out
from lde_bot.dialogue.feedback import decide_feedback
from lde_bot.dialogue.model import Act, Reply, State, UserMessage
from lde_bot.dialogue.results import REPORTABLE
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.model import Place
from lde_bot.text import normalise

_ENTRY = {"e": "", "d": "", "z": "simpler", "b": "sources"}
"""Buttons that show an entry: the answer, the longer explanation, a simpler text, all its sources."""
_EXPIRED = Decision(Act.FALLBACK, "button without meaning", sentence="choice_expired", confidence=0.0)


def as_pressed(state: State, message: UserMessage) -> UserMessage:
    """Return a message that says what stands on a button below the last reply as if that was pressed."""
    said = normalise(message.text)
    value = next((value for label, value in state.buttons if said and label == said), "")
    return UserMessage(choice=value) if value else message


def buttons_of(reply: Reply) -> tuple[tuple[str, str], ...]:
    """Return what stands on the buttons below a reply, normalised, and what each sends."""
    return tuple((normalise(one.label), one.value) for one in (*reply.choices, *reply.feedback) if one.value)


def decide_choice(snapshot: Snapshot, state: State, value: str) -> Decision:
    """Return what to do with a pressed button; a button that means nothing any more says so kindly."""
    code, _, rest = value.partition(":")
    known = snapshot.knowledge
    if code in _ENTRY and rest in known.entries:
        return Decision(act_of(known.entries[rest]), "chosen", entry=rest, details=code == "d", part=_ENTRY[code])
    if code == "s" and known.vocabulary.service(rest):
        if state.place:
            return Decision(Act.RESULTS, "service chosen", services=(rest,), places=(state.place,))
        return Decision(Act.ASK_PLACE, "service chosen", services=(rest,))
    place = snapshot.gazetteer.by_key(rest) if code == "p" else None
    if place:
        return _around(state, place, "place chosen")
    if code == "r":
        return _page(snapshot, rest)
    if code in {"i", "x", "v", "w", "f"}:
        return _about(snapshot, state, code, rest)
    if value == "n":
        return none_of_these()
    if value == "l":
        return another_place(state.services)
    if value in {"o", "a"}:
        places = (state.place,) if state.place and value == "o" else ()
        return Decision(Act.ASK_SERVICE, "another service", places=places)
    return decide_feedback(snapshot, state, value) or _EXPIRED


def _about(snapshot: Snapshot, state: State, code: str, rest: str) -> Decision:
    """Buttons below an initiative or a list: show it, keep it, say what is wrong about it, make a list to hand out."""
    if code == "f":
        services, _, key = rest.partition(":")
        place = snapshot.gazetteer.by_key(key)
        wanted = tuple(one for one in services.split("+") if snapshot.knowledge.vocabulary.service(one))
        if not place or not wanted:
            return _EXPIRED
        return to_hand_out(wanted, place)
    ref, _, field = rest.partition(":")
    one = snapshot.directory.by_ref(ref)
    if one is None or (field and field not in REPORTABLE):
        return _EXPIRED
    if code == "x":
        wrong = (one.id, field) if field else None
        return replace(something_wrong((one.id,)), name=field, report=wrong)
    places = (state.place,) if state.place else ()
    shown = {"v": "contact", "w": "place"}.get(code, "")
    return Decision(
        Act.RESULTS,
        "one initiative",
        services=state.services,
        places=places,
        listed=(one.id,),
        name=shown,
        sentence="results_contact",
    )


def _page(snapshot: Snapshot, rest: str) -> Decision:
    """``r:<offset>:<services>:<place>`` shows a next page of results."""
    number, _, tail = rest.partition(":")
    services, _, key = tail.partition(":")
    place = snapshot.gazetteer.by_key(key)
    wanted = tuple(one for one in services.split("+") if snapshot.knowledge.vocabulary.service(one))
    if place and wanted and number.isdigit():
        return Decision(Act.RESULTS, "next page", services=wanted, places=(place,), offset=int(number))
    return _EXPIRED


def decide_location(snapshot: Snapshot, state: State, position: tuple[float, float]) -> Decision:
    """Return what to do with a shared location."""
    place = snapshot.gazetteer.nearest(position)
    if place is None:
        return Decision(Act.OUTSIDE_AREA, "location outside the area", sentence="outside_location")
    here = replace(place, latitude=position[0], longitude=position[1])
    return _around(state, here, "location shared")


def _around(state: State, place: Place, rule: str) -> Decision:
    """Search around a place for what was asked before, or ask what is wanted there."""
    if state.services:
        return Decision(Act.RESULTS, rule, services=state.services, places=(place,))
    return Decision(Act.ASK_SERVICE, rule, places=(place,))
