"""What an index learnt, as one file, so that starting again does not mean learning again.

An ``npz`` of plain arrays, nothing that runs when it is read. A file that is missing, damaged or of other content is as
good as none: everything in it can be learnt again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lde_bot.files import replacing
from lde_bot.knowledge.features import Frequencies
from lde_bot.knowledge.index import LearntBoth
from lde_bot.knowledge.phrase_index import Learnt
from lde_bot.knowledge.ranker import Logistic, Softmax

_Arrays: TypeAlias = dict[str, npt.NDArray[Any]]


def write_learnt(path: Path, learnt: LearntBoth, key: str) -> None:
    """Write what was learnt.

    :param key: names the content and the method; only the same key finds it again.
    """
    arrays = {"key": _texts([key])}
    for name, one in (("dutch", learnt.dutch), ("foreign", learnt.foreign)):
        if one:
            arrays |= {f"{name}.{part}": array for part, array in _arrays(one).items()}
    with replacing(path) as partial:
        np.savez(partial, allow_pickle=False, **arrays)


def read_learnt(path: Path, key: str) -> LearntBoth | None:
    """Return what was written under this key; ``None`` when there is no such thing."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if _words(stored["key"]) != [key]:
                return None
            dutch = _learnt(stored, "dutch")
            return LearntBoth(dutch, _learnt(stored, "foreign") if "foreign.letters" in stored else None)
    except Exception:  # damage in a zip shows as a dozen kinds of error
        return None


def _arrays(one: Learnt) -> _Arrays:
    grams, terms = one.frequencies.letters, one.frequencies.terms
    return {
        "phrases": np.array([one.frequencies.phrases]),
        "grams": _texts(grams),
        "gram_counts": np.array(list(grams.values())),
        "terms": _texts(terms),
        "term_counts": np.array(list(terms.values())),
        "languages": _texts(one.centres),
        "centres": np.array(list(one.centres.values()), dtype=np.float32),
        "letters": one.letters,
        "words": one.words,
        "meaning": one.meaning,
        "classifiers": np.array([classifier.weights for classifier in one.classifiers]),
        "parts": one.parts,
        "mean": one.logistic.mean,
        "spread": one.logistic.spread,
        "weights": one.logistic.weights,
    }


def _learnt(stored: Mapping[str, npt.NDArray[Any]], name: str) -> Learnt:
    part = {field: stored[f"{name}.{field}"] for field in _FIELDS}
    grams = dict(zip(_words(part["grams"]), map(int, part["gram_counts"]), strict=True))
    terms = dict(zip(_words(part["terms"]), map(int, part["term_counts"]), strict=True))
    languages = _words(part["languages"])
    return Learnt(
        frequencies=Frequencies(int(part["phrases"][0]), grams, terms),
        centres=dict(zip(languages, part["centres"], strict=True)) if len(part["centres"]) else {},
        letters=part["letters"],
        words=part["words"],
        meaning=part["meaning"],
        classifiers=[Softmax(weights) for weights in part["classifiers"]],
        parts=part["parts"],
        logistic=Logistic(part["mean"], part["spread"], part["weights"]),
    )


_FIELDS = (
    "phrases grams gram_counts terms term_counts languages centres letters words meaning classifiers parts mean spread"
    " weights"
).split()


def _texts(texts: Iterable[str]) -> npt.NDArray[Any]:
    """Return texts without line breaks as bytes; an array of strings would pad each to the longest."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _words(codes: npt.NDArray[Any]) -> list[str]:
    return bytes(codes).decode().split("\n")
