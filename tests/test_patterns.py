"""Every pattern of the program takes a number of steps that grows with the text and no faster."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lde_bot
from lde_bot.config import PROJECT
from tests.steps import Counter

pytestmark = pytest.mark.no_cover  # the counter is slow enough without being traced
LENGTH = 400
"""Characters of the shorter text; above every bound in a pattern, so that what is bounded has stopped growing."""
PIECES = (
    *"aA0 \t\n(-,.@!é'",
    *("()", "a@", "a.", "a-", "a ", "0 ", "0.", "00:00-00:00,", "Mo,", "Mo-", "BE68 ", "AB12", "0000 ", " - ", "ab1"),
    *("aa", "1/", "a(", "http://", ". ", "\u0301", "12 34 ", "u ", "[1]"),
)
FUNCTIONS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}


def held(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        yield from held(list(value.values()), depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for one in value:
            yield from held(one, depth + 1)
    elif isinstance(value, type) and value.__module__.startswith("lde_bot") and depth < 2:
        yield from held(list(vars(value).values()), depth + 1)


def patterns() -> dict[tuple[str, int], re.Pattern[str]]:
    """Return every pattern that a module holds or writes in a function."""
    found: dict[tuple[str, int], re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(lde_bot.__path__, "lde_bot."):
        if not module.name.endswith("__main__"):
            for value in vars(importlib.import_module(module.name)).values():
                found |= {(one.pattern, one.flags): one for one in held(value) if isinstance(one.pattern, str)}
    for path in (PROJECT / "lde_bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in FUNCTIONS
            ):
                written = node.args[0]
                if isinstance(written, ast.Constant):
                    one = re.compile(str(written.value))
                    found.setdefault((one.pattern, one.flags), one)
    return found


PATTERNS = sorted(patterns().values(), key=lambda one: one.pattern)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern[:40])
def test_a_pattern_takes_no_more_than_twice_the_steps_for_twice_the_text(pattern: re.Pattern[str]) -> None:
    sys.setrecursionlimit(20_000)
    counter = Counter(pattern)
    for piece in PIECES:
        for end in ("", "\0"):
            steps = []
            for length in (LENGTH, 2 * LENGTH):
                counter.find_all((piece * length)[:length] + end)
                steps.append(counter.steps)
            assert steps[1] <= 2.3 * steps[0] + 500, (piece, end, steps)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern[:40])
def test_the_counter_finds_what_python_finds(pattern: re.Pattern[str]) -> None:
    counter = Counter(pattern)
    for piece in PIECES:
        for text in (piece * 7, piece * 3 + "x12.34.56-789.01 a@b.be", "BE68 5390 0754 7034 " + piece):
            expected = [one.span() for one in pattern.finditer(text) if one.end() > one.start()]
            assert counter.find_all(text) == expected, text


def test_a_pattern_that_explodes_would_be_seen() -> None:
    counter = Counter(re.compile(r"a*b"))
    counter.find_all("a" * 100)
    once = counter.steps
    counter.find_all("a" * 200)
    assert counter.steps > 3 * once


def test_no_pattern_is_put_together_while_running() -> None:
    """One that is made when its module is read is found there, and tried above."""
    for path in (PROJECT / "lde_bot").rglob("*.py"):
        for node in _inside_functions(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
                module = node.func.value
                if isinstance(module, ast.Name) and module.id == "re":
                    assert isinstance(node.args[0], ast.Constant | ast.BinOp), f"{path.name}:{node.lineno}"


def _inside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from ast.walk(node)


@given(st.text(max_size=60), st.sampled_from(PATTERNS))
def test_the_counter_agrees_on_any_text(text: str, pattern: re.Pattern[str]) -> None:
    expected = [one.span() for one in pattern.finditer(text) if one.end() > one.start()]
    assert Counter(pattern).find_all(text) == expected
