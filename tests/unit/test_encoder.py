"""Several threads that ask for embeddings at once get them in one go, each its own and the same as alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from lde_bot.encoder import WIDTH, Together, Vectors, load_encoder

TEXTS = ["wat is lde", "hoe lang duurt een traject", "klusdienst in gent", "mijn fiets is kapot", "ik zoek werk"]


def vectors_of(texts: Sequence[str]) -> Vectors:
    return np.array([[float(len(text))] * WIDTH for text in texts], dtype=np.float32)


def test_who_asks_while_the_engine_is_busy_is_served_in_one_go() -> None:
    calls: list[list[str]] = []
    busy, go = Event(), Event()

    def encode(texts: Sequence[str]) -> Vectors:
        calls.append(list(texts))
        busy.set()
        assert go.wait(10)
        return vectors_of(texts)

    together = Together(encode)
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(together.one, TEXTS[0])
        assert busy.wait(10)
        others = [threads.submit(together.one, text) for text in TEXTS[1:]]
        while len(together._wishes) < len(others):
            pass
        go.set()
        found = [one.result(10) for one in (first, *others)]
    assert [len(call) for call in calls] == [1, 4]
    assert sorted(text for call in calls for text in call) == sorted(TEXTS)
    assert [int(rows[0, 0]) for rows in found] == [len(text) for text in TEXTS]


def test_a_failing_engine_is_told_to_everyone_who_waits_and_works_afterwards() -> None:
    broken = True

    def encode(texts: Sequence[str]) -> Vectors:
        if broken:
            raise MemoryError
        return vectors_of(texts)

    together = Together(encode)
    with pytest.raises(MemoryError):
        together.one("wat is lde")
    broken = False
    assert together.one("wat is lde").shape == (1, WIDTH)


def test_a_text_has_the_same_embedding_alone_together_and_in_a_list() -> None:
    encoder = load_encoder()
    assert encoder is not None
    with ThreadPoolExecutor(len(TEXTS)) as threads:
        at_once = list(threads.map(lambda text: encoder([text + "?"]), TEXTS))
    listed = encoder([text + "?" for text in TEXTS])
    for row, one in zip(listed, at_once, strict=True):
        assert np.array_equal(row, one[0])
