"""Counting what a backtracking matcher does: the same choices in the same order as Python's ``re``, with a counter.

Time says little on a busy machine; the number of steps says exactly how a pattern grows with a text.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_parser = importlib.import_module("re._parser")
Node = tuple[Any, Any]
Then = Callable[[int], bool]
_CLASSES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda one: one.isalnum() or one == "_",
}
_SINGLE = {"LITERAL", "NOT_LITERAL", "ANY", "IN"}


class Counter:
    """Matches one pattern and counts the steps."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Read a pattern."""
        self._nodes = list(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
        self._fold = bool(pattern.flags & re.IGNORECASE)
        self._groups: dict[int, tuple[int, int]] = {}
        self.steps, self.text = 0, ""

    def find_all(self, text: str) -> list[tuple[int, int]]:
        """Return where the pattern is found, as ``finditer`` would; empty finds are left out."""
        self.text, self.steps, found, start = text, 0, list[tuple[int, int]](), 0
        while start <= len(text):
            ends: list[int] = []
            self._groups = {}
            if self._match(self._nodes, 0, start, _noted(ends)) and ends[0] > start:
                found.append((start, ends[0]))
                start = ends[0]
            else:
                start += 1
        return found

    def _match(self, nodes: Sequence[Node], index: int, at: int, then: Then) -> bool:
        self.steps += 1
        if index == len(nodes):
            return then(at)
        kind, value = str(nodes[index][0]), nodes[index][1]
        rest: Then = lambda end: self._match(nodes, index + 1, end, then)  # noqa: E731 - what comes after this node
        if kind in _SINGLE:
            return at < len(self.text) and self._is(nodes[index], self.text[at]) and rest(at + 1)
        return bool(getattr(self, f"_{kind.lower()}")(value, at, rest))

    def _is(self, node: Node, one: str) -> bool:
        self.steps += 1
        cases = {one, one.lower(), one.upper()} if self._fold else {one}
        return any(_accepts(node, case) for case in cases)

    def _subpattern(self, value: Any, at: int, rest: Then) -> bool:
        number, _, _, body = value

        def close(end: int) -> bool:
            before = self._groups.get(number)
            self._groups[number] = (at, end)
            if rest(end):
                return True
            if before:
                self._groups[number] = before
            return False

        return self._match(list(body), 0, at, close)

    def _branch(self, value: Any, at: int, rest: Then) -> bool:
        return any(self._match(list(body), 0, at, rest) for body in value[1])

    def _groupref(self, value: int, at: int, rest: Then) -> bool:
        start, end = self._groups.get(value, (0, -1))
        same = end >= start and self.text.startswith(self.text[start:end], at)
        return same and rest(at + end - start)

    def _at(self, value: Any, at: int, rest: Then) -> bool:
        word = [0 <= place < len(self.text) and _CLASSES["WORD"](self.text[place]) for place in (at - 1, at)]
        last = at == len(self.text) or (at == len(self.text) - 1 and self.text[at] == "\n")
        holds = {
            "AT_BEGINNING": at == 0,
            "AT_END": last,
            "AT_BOUNDARY": word[0] != word[1],
            "AT_NON_BOUNDARY": word[0] == word[1],
        }[str(value)]
        return holds and rest(at)

    def _look(self, value: Any, at: int) -> bool:
        direction, body = value
        begin = at if direction > 0 else at - body.getwidth()[0]
        return begin >= 0 and self._match(list(body), 0, begin, lambda end: direction > 0 or end == at)

    def _assert(self, value: Any, at: int, rest: Then) -> bool:
        return self._look(value, at) and rest(at)

    def _assert_not(self, value: Any, at: int, rest: Then) -> bool:
        return not self._look(value, at) and rest(at)

    def _max_repeat(self, value: Any, at: int, rest: Then) -> bool:
        least, most, body = value
        nodes = list(body)
        if len(nodes) == 1 and str(nodes[0][0]) in _SINGLE:
            end = at
            while end < len(self.text) and end - at < int(most) and self._is(nodes[0], self.text[end]):
                end += 1
            return any(rest(stop) for stop in range(end, at + least - 1, -1))
        return self._again(nodes, least, int(most), at, rest)

    def _again(self, nodes: Sequence[Node], least: int, most: int, at: int, rest: Then) -> bool:
        def once(end: int) -> bool:
            return end > at and self._again(nodes, max(least - 1, 0), most - 1, end, rest)

        return (most > 0 and self._match(nodes, 0, at, once)) or (least <= 0 and rest(at))

    def _min_repeat(self, value: Any, at: int, rest: Then) -> bool:
        least, most, body = value
        [node] = list(body)
        for count in range(int(most) + 1):
            if count >= least and rest(at + count):
                return True
            if at + count >= len(self.text) or not self._is(node, self.text[at + count]):
                return False
        return False


def _noted(ends: list[int]) -> Then:
    def note(end: int) -> bool:
        ends.append(end)
        return True

    return note


def _accepts(node: Node, one: str) -> bool:
    kind, value = str(node[0]), node[1]
    if kind == "ANY":
        return one != "\n"
    if kind in {"LITERAL", "NOT_LITERAL"}:
        return bool(ord(one) == value) == (kind == "LITERAL")
    return _in(list(value), one)


def _in(items: Sequence[Node], one: str) -> bool:
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    return any(_hits(items[negated:], one)) != negated


def _hits(items: Sequence[Node], one: str) -> Iterator[bool]:
    for name, value in items:
        kind = str(name)
        if kind == "RANGE":
            yield value[0] <= ord(one) <= value[1]
        elif kind == "CATEGORY":
            wanted, _, group = str(value).removeprefix("CATEGORY_").rpartition("NOT_")
            del wanted
            yield _CLASSES[group](one) != ("NOT_" in str(value))
        else:
            yield ord(one) == value
