"""What staff see on their phone: the groups that wait, one group, what came of judging it, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lde_bot import services_desk, services_digest, services_staff
from lde_bot.dialogue.model import Choice, Reply
from lde_bot.dialogue.wording import language_name, long_date, paragraphs
from lde_bot.services import BRUSSELS, App
from lde_bot.services_alerts import Alert
from lde_bot.services_desk import Group
from lde_bot.services_digest import Digest
from lde_bot.services_staff import Check, StaffChat

BUTTON = "o:"
"""What the value of a button for staff begins with."""
SIZE = 5
"""Groups on one screen."""
MOST_TEXT = 120
"""Characters of a question in the list."""
_MOST_VALUE = 64  # bytes
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Views:
    """Makes what is shown."""

    app: App
    """The program."""

    def waiting(self, offset: int) -> Reply:
        """Return the groups that wait, a screen at a time."""
        say, found = self._say, services_desk.inbox(self.app, offset, size=SIZE)
        if not found.groups:
            return Reply((say("staff_nothing"),)) if not offset else self.waiting(0)
        lines = [self._line(number, group) for number, group in enumerate(found.groups, start=offset + 1)]
        numbers = [
            Choice(str(number), f"{BUTTON}g:{group.id}", small=True)
            for number, group in enumerate(found.groups, start=offset + 1)
        ]
        turns = []
        if offset:
            turns.append(Choice(say("staff_previous"), f"{BUTTON}l:{max(offset - SIZE, 0)}"))
        if offset + SIZE < found.total:
            turns.append(Choice(say("staff_next"), f"{BUTTON}l:{offset + SIZE}"))
        more = (say("staff_ungrouped", count=found.ungrouped),) if found.ungrouped else ()
        return Reply((say("staff_list", count=found.total), *lines, *more), choices=(*numbers, *turns))

    def _line(self, number: int, group: Group) -> str:
        text = group.example.text
        text = text if len(text) <= MOST_TEXT else text[:MOST_TEXT].rstrip() + "…"
        return self._say(
            "staff_line",
            number=number,
            count=group.count,
            text=text,
            reason=group.example.reason,
            date=self._day(group),
        )

    def group(self, number: int, *, may_judge: bool, first: str = "") -> Reply:
        """Return one group, with what can be said about it.

        :param first: a sentence above it.
        """
        found, say = services_desk.group(self.app, number), self._say
        if found is None:
            return self.gone()
        group, questions, _ = found
        texts = list(dict.fromkeys(one.text for one in questions))[:_SHOWN]
        head = say("staff_group", count=group.count, first=self._day(group, first=True), last=self._day(group))
        did = [say("staff_did", reason=group.example.reason)]
        if group.example.language:
            did.append(say("staff_language", language=language_name(group.example.language)))
        guesses = services_staff.suggestions(self.app, questions)
        thought = "\n".join([say("staff_thought"), *map(self._guess, guesses)]) if guesses else say("staff_no_guess")
        blocks = ["\n".join([head, *(f"- {text}" for text in texts)]), " ".join(did), thought]
        if not may_judge:
            blocks.append(say("staff_read_only"))
        judging = self._judging(number, [one.entry for one in guesses]) if may_judge else []
        return Reply((*([first] if first else []), *blocks), choices=(*judging, self._to_list()))

    def _judging(self, number: int, entries: Sequence[str]) -> list[Choice]:
        say = self._say
        values = [(entry, f"{BUTTON}f:{number}:{entry}") for entry in entries]
        fitting = [(entry, value) for entry, value in values if len(value.encode()) <= _MOST_VALUE]
        belongs = [Choice(say("staff_belongs", question=self._question(entry)), value) for entry, value in fitting]
        return [
            *belongs,
            Choice(say("staff_outside"), f"{BUTTON}b:{number}", small=True),
            Choice(say("staff_unsure"), f"{BUTTON}t:{number}", small=True),
        ]

    def _guess(self, guess: services_desk.Guess) -> str:
        question, percent = self._question(guess.entry), round(100 * guess.confidence)
        if not guess.why:
            return self._say("staff_guess", question=question, percent=percent)
        return self._say("staff_guess_why", question=question, percent=percent, why=guess.why)

    def judged(self, verdict: str, judgement: int) -> Reply:
        """Return that a group was judged, with the way back."""
        undo = Choice(self._say("staff_undo"), f"{BUTTON}u:{judgement}")
        return Reply((self._say("staff_judged", verdict=verdict),), choices=(undo, self._to_list()))

    def checking(self, entry: str) -> Reply:
        """Return that the entry with the question is being checked."""
        return Reply((self._say("staff_checking", question=self._question(entry)),), choices=(self._to_list(),))

    def checked(self, one: Check) -> Reply:
        """Return what came of that."""
        say = self._say
        group = one.groups[0]
        leave = Choice(say("staff_leave"), f"{BUTTON}g:{group}")
        if one.blocked:
            counted = {
                "staff_blocked_stolen": len(one.stolen),
                "staff_blocked_lost": sum(changed.lost for changed in one.changed),
                "staff_blocked_errors": len(one.errors),
            }
            lines = [say(name, count=count) for name, count in counted.items() if count]
            return Reply((say("staff_blocked"), *(["\n".join(lines)] if lines else [])), choices=(leave,))
        lands = any(number == group and there for number, _, there in one.answers)
        told = say("staff_checked" if lands else "staff_checked_not", question=self._question(one.entry))
        publish = Choice(say("staff_publish"), f"{BUTTON}p:{one.token}")
        return Reply((told, say("staff_changes", count=len(one.changed))), choices=(publish, leave))

    def published(self, entry: str, judgement: int) -> Reply:
        """Return that an entry was published with the question, with the way back."""
        undo = Choice(self._say("staff_undo"), f"{BUTTON}u:{judgement}")
        told = self._say("staff_published", question=self._question(entry))
        return Reply((told,), choices=(undo, self._to_list()))

    def refused(self, why: str) -> Reply:
        """Return why something was not done."""
        return Reply((why,), choices=(self._to_list(),))

    def gone(self) -> Reply:
        """Return that something is not there any more."""
        return self.refused(self._say("staff_gone"))

    def linked(self, name: str, chat: StaffChat | None) -> Reply:
        """Return that a conversation belongs to an account from now on."""
        return Reply(paragraphs(self._say("staff_linked", account=name)), choices=self._wishes(chat))

    def wishes(self, chat: StaffChat) -> Reply:
        """Return what someone hears, with the buttons to change that."""
        say = self._say
        alerts, digest = (say("staff_on") if on else say("staff_off") for on in (chat.alerts, chat.digest))
        return Reply((say("staff_wishes", alerts=alerts, digest=digest),), choices=self._wishes(chat))

    def _wishes(self, chat: StaffChat | None) -> tuple[Choice, ...]:
        if chat is None:
            return ()
        return (self._alerts(on=chat.alerts), self._week(on=chat.digest), self._to_list())

    def _alerts(self, *, on: bool) -> Choice:
        label = self._say("staff_alerts_off") if on else self._say("staff_alerts_on")
        return Choice(label, f"{BUTTON}a:{int(not on)}")

    def _week(self, *, on: bool) -> Choice:
        label = self._say("staff_digest_off") if on else self._say("staff_digest_on")
        return Choice(label, f"{BUTTON}w:{int(not on)}")

    def alert(self, one: Alert) -> Reply:
        """Return something that staff should know now; nothing that anybody typed."""
        say = self._say
        if one.digest:
            return Reply(self._digest(one.digest), choices=(self._to_list(), self._week(on=True)))
        if one.entry:
            told = say("staff_alert_emergency", question=self._question(one.entry))
            return Reply((told,), choices=(self._alerts(on=True),))
        looks = [Choice(say("staff_look", count=group.count), f"{BUTTON}g:{group.id}") for group in one.groups]
        return Reply((say("staff_alert_groups"),), choices=(*looks, self._alerts(on=True)))

    def _digest(self, week: Digest) -> tuple[str, ...]:
        say, acts = self._say, week.acts
        start, end = long_date(week.monday), long_date(week.sunday)
        blocks = [
            *paragraphs(say("staff_digest", start=start, end=end, total=acts.total, before=week.before.total)),
            say(
                "staff_digest_acts",
                answered=acts.answered,
                searched=acts.searched,
                back=acts.back,
                unknown=acts.unknown,
                emergencies=week.emergencies,
            ).strip(),
        ]
        if week.themes:
            blocks.append(say("staff_digest_themes", names=_counted(week.themes)))
        if week.services:
            blocks.append(say("staff_digest_services", names=_counted(week.services)))
        if week.missing:
            rows = [
                (f"{services_digest.label_of(self.app, gap.service)} in {gap.municipality or gap.province}", gap.unmet)
                for gap in week.missing
            ]
            blocks.append(say("staff_digest_missing", names=_counted(rows)))
        work = say("staff_digest_work", judged=week.judged, published=week.published, waiting=week.waiting)
        return (*blocks, work)

    def _to_list(self) -> Choice:
        return Choice(self._say("staff_to_list"), f"{BUTTON}l:0")

    def _question(self, entry: str) -> str:
        known = self.app.snapshot.knowledge.entries.get(entry)
        return known.question if known else entry

    def _say(self, name: str, **values: object) -> str:
        return self.app.snapshot.knowledge.responses.say(name, **values)

    def _day(self, group: Group, *, first: bool = False) -> str:
        moment = group.first_seen if first else group.last_seen
        return long_date(moment.astimezone(BRUSSELS).date())


def _counted(rows: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in rows)
