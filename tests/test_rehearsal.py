"""What a draft is compared with: kept between starts, sooner than asking everything anew, and never anything else."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from lde_bot import services_access, services_editing
from lde_bot.bootstrap import build_app, build_index
from lde_bot.config import PROJECT, Settings
from lde_bot.drafts import Check, claimed
from lde_bot.encoder import Encoder, Vectors
from lde_bot.evaluation.cases import Case, evaluate, load_cases
from lde_bot.knowledge.parse import parse
from lde_bot.rehearsal import Met, Shelf, met, try_cases
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.vectors import Held
from tests.conftest import entry_text

CASES = load_cases(PROJECT / "tests" / "cases")[::40]
PATH = "knowledge/basis/hond-mee.yaml"
DRAFT = entry_text(
    "hond-mee",
    question="question: Mag mijn hond mee naar een sociaal restaurant?",
    utterances="utterances:\n  - mag mijn hond mee in een sociaal restaurant\n  - hond mee naar sociaal restaurant",
)


def waited(one: Check) -> Check:
    while not one.done:
        time.sleep(0.02)
    return one


def afresh(app: App, cases: list[Case]) -> list[Met]:
    """Work everything out with nothing that was kept or remembered."""
    snapshot = replace(app.snapshot)
    return [met(one) for one in evaluate(snapshot, cases)]


def known(app: App) -> Sequence[Met]:
    assert app.drafts.before is not None
    return app.drafts.before[1].result()


@pytest.fixture
def app(brief_app: App) -> App:
    """The whole program; that what is kept gives the same has nothing to do with how much it is."""
    return brief_app


def started(settings: Settings, cases: list[Case] = CASES) -> App:
    app = build_app(settings)
    app.cases = lambda: cases
    return app


def test_asked_with_vectors_that_were_kept_everything_is_answered_as_it_is_without(app: App, tmp_path: Path) -> None:
    encoder: Encoder | None = app.snapshot.index.featurizer.encoder
    assert encoder is not None
    plain = evaluate(replace(app.snapshot), CASES)
    for _ in range(2):  # the second time nothing is encoded any more
        held = Held(encoder, tmp_path / "held.npz")
        index = app.snapshot.index.with_encoder(held)
        assert evaluate(replace(app.snapshot, index=index), CASES) == plain
        held.write()
        encoder = refusing
    assert app.snapshot.index.featurizer.encoder is not held, "what people ask is not kept"


def refusing(texts: Sequence[str]) -> Vectors:
    raise AssertionError(f"encoded again: {texts}")


def test_a_draft_is_compared_with_what_a_full_run_gives_and_so_is_the_next_one_after_a_restart(
    started_before: Settings,
) -> None:
    app = started(started_before)
    one = waited(services_editing.begin_check(app, PATH, DRAFT))
    assert one.snapshot is not None, one.findings
    assert known(app) == afresh(app, CASES)
    texts = services_editing.live_texts(app) | {PATH: DRAFT}
    base, _ = parse(texts, app.knowledge_root)
    assert base is not None
    index = build_index(replace_data(started_before), base)
    candidate = replace(app.snapshot, knowledge=base, index=index)
    assert one.met == [met(each) for each in evaluate(candidate, CASES)]
    taking = claimed(one.entry, app.snapshot.index.claims(), index.claims())
    assert (one.stolen, one.doubtful) == taking
    one.stolen, one.changed = [], []
    services_access.add_user(app, "an", Role.ADMIN, "een lang wachtwoord", "proef")
    user = app.desk.user_named("an")
    assert user is not None
    assert services_editing.publish(app, one.token, "proef", user) == ""
    assert known(app) == one.met == afresh(app, CASES)
    app.drafts.worker.submit(int).result()
    app.close()
    again = started(started_before)
    services_editing.warm_up(again)
    assert again.drafts.before is not None
    assert again.drafts.before[1].done(), "it was kept"
    assert known(again) == one.met
    again.close()


def replace_data(settings: Settings) -> Settings:
    """Return the same settings with nothing that was learnt before."""
    return settings.model_copy(update={"data_dir": settings.data_dir / "elders"})


def test_what_was_kept_counts_for_the_same_content_questions_directory_and_program_only(
    app: App, tmp_path: Path
) -> None:
    path = tmp_path / "rehearsal.json"
    one = try_cases(app.snapshot, CASES[:3], None)
    shelf = Shelf(path, "program")
    key = shelf.key(app.snapshot, app.directory.mark(), CASES[:3])
    shelf.write(key, one)
    base = app.snapshot.knowledge
    assert Shelf(path, "program").read(key, CASES[:3]) == one
    other = replace(app.snapshot, knowledge=replace(base, revision="anders"))
    assert (
        len(
            {
                key,
                shelf.key(other, app.directory.mark(), CASES[:3]),
                shelf.key(app.snapshot, "anders", CASES[:3]),
                shelf.key(app.snapshot, app.directory.mark(), CASES[:2]),
                Shelf(path, "anders").key(app.snapshot, app.directory.mark(), CASES[:3]),
            }
        )
        == 5
    )
    assert shelf.read(f"{key} anders", CASES[:3]) is None
    for damage in (b"", b"{", b"[]", path.read_bytes()[:-40], b"\xff\xfe"):
        path.write_bytes(damage)
        assert shelf.read(key, CASES[:3]) is None
    path.write_text(json.dumps({"key": key, "met": []}), encoding="utf-8")
    assert shelf.read(key, CASES[:3]) is None


def test_a_change_in_the_directory_is_another_directory(app: App) -> None:
    before = app.directory.mark()
    app.directory.verify("levanto-antwerpen", "An", app.today)
    assert app.directory.mark() != before


def test_what_is_kept_names_no_phrase_and_no_question(started_before: Settings) -> None:
    app = started(started_before)
    services_editing.warm_up(app)
    known(app)
    app.drafts.worker.submit(int).result()
    written = b"".join((started_before.cache_dir / name).read_bytes() for name in ("rehearsal.json", "held-out.npz"))
    assert not [one.text for one in CASES if len(one.text) > 20 and one.text.encode() in written]
    assert not [text for text in app.snapshot.index.texts if text.count(" ") > 2 and text.encode() in written]
    app.close()


def test_a_draft_that_is_only_tried_does_not_push_out_what_was_learnt_of_what_is_live(started_before: Settings) -> None:
    app = started(started_before, [])
    learnt = (started_before.cache_dir / "learnt.npz").read_bytes()
    waited(services_editing.begin_check(app, PATH, DRAFT))
    assert (started_before.cache_dir / "learnt.npz").read_bytes() == learnt
    app.close()


def test_a_program_that_ends_does_not_wait_until_everything_was_asked(started_before: Settings) -> None:
    app = started(started_before, CASES * 10_000)
    services_editing.warm_up(app)
    app.close()
    app.drafts.worker.shutdown(wait=True)
    assert app.drafts.before is not None
    assert app.drafts.before[1].cancelled() or app.drafts.before[1].exception()


def test_what_broke_off_is_tried_again(app: App) -> None:
    def broken() -> list[Case]:
        return [replace(CASES[0], text=None)]  # type: ignore[arg-type]

    app.cases = broken
    services_editing.warm_up(app)
    assert app.drafts.before is not None
    assert app.drafts.before[1].exception()
    app.cases = lambda: CASES[:1]
    services_editing.warm_up(app)
    assert len(known(app)) == 1


def test_what_nothing_is_compared_with_any_more_makes_nobody_wait(app: App) -> None:
    app.cases = lambda: CASES * 10_000
    services_editing.warm_up(app)
    long = app.drafts.before
    app.cases = lambda: CASES[:1]
    services_editing.warm_up(app)
    assert len(known(app)) == 1
    assert long is not None
    assert isinstance(long[1].exception(), CancelledError)


def test_a_draft_is_compared_with_what_was_live_when_it_was_begun(app: App) -> None:
    app.cases = lambda: CASES
    one = services_editing.begin_check(app, PATH, DRAFT)
    app.cases = lambda: CASES[:1]
    services_editing.warm_up(app)
    assert not waited(one).errors
    assert len(one.met) == len(CASES)
