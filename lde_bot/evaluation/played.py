"""Conversations played through the bot, and whether each turn was what a fair judge would want.

A turn is typed, never pressed; the conversation is remembered between turns as it is between messages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lde_bot.dialogue.model import EMPTY, Act, State, Turn, UserMessage
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.dialogue.state import from_json, to_json
from lde_bot.dialogue.turn import respond
from lde_bot.evaluation.cases import DAY, OFFERS, SHOWS
from lde_bot.evaluation.dialogues import DETAIL, Dialogue, Wanted
from lde_bot.knowledge.phrases import written_down
from lde_bot.text import normalise

_SHOWING = {act.value for act in SHOWS}
_SERVING = {Act.RESULTS, Act.ASK_PLACE}
_PLACING = {Act.RESULTS, Act.ASK_SERVICE}
_ABOUT_NOTHING = {Act.FALLBACK, Act.OUTSIDE_AREA, Act.UNKNOWN_PLACE}


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one turn."""

    wanted: Wanted
    """What should come of it."""
    turn: Turn
    """What the bot did."""
    before: State
    """What it remembered when this was said."""
    seen: bool = False
    """The bot holds this very phrase: it is said, for the conversation goes on from it, and not counted."""

    @property
    def act(self) -> str:
        """What the bot did: its act, or ``detail`` when it told of results that stood there already."""
        shown = {one.initiative.id for one in self.turn.reply.listings}
        again = self.turn.act is Act.RESULTS and not self.turn.reach and shown <= set(self.before.listed)
        return DETAIL if again else self.turn.act.value

    @property
    def places(self) -> tuple[str, ...]:
        """Postcode and municipality that it went by."""
        place = self.turn.place
        return (place.postcode, place.municipality, place.name) if place else ()

    @property
    def asked_for(self) -> str:
        """What should come of it, on one line."""
        services = "|".join("+".join(together) for together in self.wanted.services)
        parts = ("|".join(self.wanted.acts), "|".join(self.wanted.entries), services, "|".join(self.wanted.places))
        return " ".join(part for part in parts if part)

    @property
    def got(self) -> str:
        """What came of it, on one line, with the choices that it offers."""
        offered = [choice.value for choice in self.turn.reply.choices] if self.turn.act in OFFERS else []
        served = "+".join(self.turn.state.services) if self.turn.act in _SERVING else ""
        parts = (self.act, self.turn.entry, served, *self.places[1:2], f"[{' '.join(offered)}]" if offered else "")
        return " ".join(part for part in parts if part)

    @property
    def right(self) -> bool:
        """It did one of the right things, about the right entry, service and place; or offers it as a button."""
        return self.offered or (
            self.act in self.wanted.acts and self._entry_right and self._service_right and self._place_right
        )

    @property
    def offered(self) -> bool:
        """The right entry was shown beside something else, or it or the right service is one of the choices."""
        entries = set(self.wanted.entries)
        if self.turn.entry in entries and not _SHOWING.isdisjoint(self.wanted.acts):
            return True
        if self.turn.act not in OFFERS:
            return False
        wanted = {f"e:{entry}" for entry in entries} | {f"s:{one}" for many in self.wanted.services for one in many}
        return not wanted.isdisjoint(choice.value for choice in self.turn.reply.choices)

    @property
    def _entry_right(self) -> bool:
        if not self.wanted.entries or self.turn.act in _ABOUT_NOTHING:
            return True
        chooses = self.turn.act in SHOWS or self.turn.act is Act.CLARIFY
        needed = chooses or _SHOWING.isdisjoint(self.wanted.acts)
        return not needed or self.turn.entry in self.wanted.entries

    @property
    def _service_right(self) -> bool:
        """The services are those that were wanted; a search looks for no other."""
        if not self.wanted.services or self.turn.act not in _SERVING:
            return True
        found = set(self.turn.state.services)
        others = found.difference(*self.wanted.services) if self.turn.reach else set()
        return any(found.issuperset(together) for together in self.wanted.services) and not others

    @property
    def _place_right(self) -> bool:
        if not self.wanted.places or self.turn.act not in _PLACING:
            return True
        return not {normalise(place) for place in self.wanted.places}.isdisjoint(map(normalise, self.places))


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one conversation."""

    dialogue: Dialogue
    """The conversation."""
    said: tuple[Said, ...]
    """Its turns."""

    @property
    def right(self) -> bool:
        """Every turn was right."""
        return all(one.right for one in self.said)


def play(snapshot: Snapshot, dialogues: Iterable[Dialogue]) -> list[Played]:
    """Hold every conversation from its beginning."""
    known = written_down(snapshot.knowledge)
    return [_played(snapshot, dialogue, known) for dialogue in dialogues]


def _played(snapshot: Snapshot, dialogue: Dialogue, known: Collection[str]) -> Played:
    state, said = EMPTY, []
    for wanted in dialogue.turns:
        turn = respond(snapshot, state, UserMessage(text=wanted.text), DAY)
        said.append(Said(wanted, turn, state, normalise(wanted.text) in known))
        state = from_json(to_json(turn.state), snapshot.gazetteer)  # as it is kept between messages
    return Played(dialogue, tuple(said))


def dialogue_figures(played: Sequence[Played]) -> dict[str, tuple[int, int]]:
    """Return how many turns that the bot never saw, and how many whole conversations, were right: (hits, cases)."""
    said = [one for each in played for one in each.said if not one.seen]
    counted = {
        "dialogue.turns": (sum(one.right for one in said), len(said)),
        "dialogue.whole": (sum(one.right for one in played), len(played)),
    }
    return {name: value for name, value in counted.items() if value[1]}


def lost_turns(played: Sequence[Played]) -> list[tuple[Dialogue, int, Said]]:
    """Return the turns that went wrong, each with its conversation and its number in it, from 1 on."""
    return [
        (each.dialogue, number, one)
        for each in played
        for number, one in enumerate(each.said, start=1)
        if not one.right
    ]
