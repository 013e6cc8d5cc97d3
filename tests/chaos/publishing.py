"""Someone at the desk who publishes without end, while the program is killed: what was confirmed is there, once, whole.

The content is a small one of its own, so that a draft is learnt and tried between two kills: with all entries and all
held-out questions that takes longer than a program lives here. The way is the whole way: the form, the check beside
the bot, the button. Afterwards the same button is pressed again, as someone does who saw no answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import httpx

from lde_bot.channels.web.desk import form as forms
from lde_bot.knowledge.writer import entry_text as written
from tests.brief import brief_content
from tests.chaos.program import Database

ENTRIES = ("zeppelin", "luchtballon")
"""Entries that are published, again and again."""
_HELD_OUT = "text,act,entry,service,place,style,quality,note\nwat is lde,answer,wat-is-lde,,,vraag,STRONG,\n"
_AGAIN = "nog eens"


def small_content(folder: Path) -> dict[str, str]:
    """Make a content with few phrases and one held-out question; return the settings for it."""
    cases = folder / "cases"
    if not cases.exists():
        cases.mkdir(parents=True)
        (cases / "few.csv").write_text(_HELD_OUT, encoding="utf-8")
        brief_content(folder)
    return {"LDE_KNOWLEDGE_DIR": str(folder / "knowledge"), "LDE_CASES_DIR": str(cases)}


class Publisher:
    """Publishes at the desk of a program that may die at any moment, and remembers what was confirmed."""

    def __init__(self, chance: random.Random, groups: Sequence[int]) -> None:
        """Let drafts answer one of these groups, or none."""
        self._chance, self._groups, self._number, self._seen = chance, groups, 0, 0
        self._pressed_last, self._group_of = "", dict[int, int]()
        self.pressing = asyncio.Event()
        """Set when the button is about to be pressed."""
        self.confirmed: list[int] = []
        """Numbers of what the desk said is published."""
        self.twice = 0
        """Times that a button that had published did so again."""

    async def work(self, desk: httpx.AsyncClient) -> None:
        """Publish, ever again; a program that is gone is tried again."""
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if self._pressed_last:  # nobody heard what came of it
                    await self._press(desk, self._pressed_last, _AGAIN)
                    self._pressed_last = ""
                await self._publish(desk)
            await asyncio.sleep(0.05)

    async def _publish(self, desk: httpx.AsyncClient) -> None:
        number = self._number + 1
        draft = _draft(number)
        group = self._chance.choice([0, *self._groups])
        answer = await desk.post("/desk/fiche", data=draft | ({"groep": str(group)} if group else {}))
        assert answer.status_code == 303, answer.text
        path = answer.headers["location"]
        while "data-busy" in (page := (await desk.get(path)).text):
            await asyncio.sleep(0.05)
        assert "Publiceer" in page, page
        self._number, self._group_of[number], self._pressed_last = number, group, path
        self.pressing.set()
        assert await self._press(desk, path, f"publicatie {number}"), "a checked draft was not published"
        self.confirmed.append(number)
        await self._press(desk, path, _AGAIN)
        self._pressed_last = ""

    async def _press(self, desk: httpx.AsyncClient, path: str, why: str) -> bool:
        answer = await desk.post(path, data={"waarom": why})
        return answer.status_code == 303 and answer.headers["location"].startswith("/desk?gezegd=")

    def lost(self, database: Database) -> int:
        """Return how much of what was confirmed is not there exactly once."""
        there = Counter(why for why, *_ in database.published())
        return sum(there[f"publicatie {number}"] != 1 for number in self.confirmed)

    def halves(self, database: Database) -> list[str]:
        """Return what is there twice, or without its whole content, its line in the log or its judgement."""
        every = database.published()
        published = [one for one in every if one[0] != _AGAIN]
        self.twice = len(every) - len(published)
        wrong = [f"{why} {times}x" for why, times in Counter(why for why, *_ in published).items() if times > 1]
        for why, path, content in published[self._seen :]:
            if _sent(why) != _undated(content) or not path.endswith(f"/{_name(why)}.yaml"):
                wrong.append(f"{why} is not what was sent")
        self._seen = len(published)
        if Counter(_name(why) for why, *_ in published) != Counter(database.logged("gepubliceerd")):
            wrong.append("revisions and log differ")
        judged = Counter(note for note in database.judged() if note.startswith("publicatie"))
        if judged != Counter(why for why, *_ in published if self._group_of[_number(why)]):
            wrong.append("revisions and judgements differ")
        return wrong

    async def not_live(self, desk: httpx.AsyncClient, database: Database) -> list[str]:
        """Return the entries of which the newest revision is not what the running program knows."""
        newest = {_name(why): _number(why) for why, *_ in database.published() if why != _AGAIN}
        pages = {name: (await desk.get("/desk/fiche", params={"id": name})).text for name in newest}
        return [name for name, number in newest.items() if f"Vliegt {name} {number}?" not in pages[name]]


def _number(why: str) -> int:
    return int(why.removeprefix("publicatie "))


def _name(why: str) -> str:
    return ENTRIES[_number(why) % len(ENTRIES)]


def _draft(number: int) -> dict[str, str]:
    """Return the fields of a draft that can be told from every other."""
    name = ENTRIES[number % len(ENTRIES)]
    return {
        "id": name,
        "theme": "basis",
        "kind": "answer",
        "audience": "citizen",
        "question": f"Vliegt {name} {number}?",
        "utterances": "\n".join(f"{name} {word} {number}" for word in ("huren", "zien", "kopen")),
        "answer": f"Ja, {name} {number} vliegt.",
        "sources": "De Koepel | https://www.voorbeeld.be/vliegen",
    }


def _sent(why: str) -> str:
    """Return the file that a draft stands for."""
    values = forms.empty("basis", date(2026, 11, 23)).values | _draft(_number(why))
    form = forms.EntryForm(values, "answer", ("citizen",))
    return _undated(written(forms.entry_of(form, date(2026, 11, 23))))


def _undated(content: str) -> str:
    return "\n".join(line for line in content.splitlines() if not line.startswith("reviewed_on:"))
