"""What tests share: a fixed clock, a small world that fits on one screen, and the real content."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from lde_bot.bootstrap import build_app, build_index, load_gazetteer, load_knowledge
from lde_bot.config import PROJECT, Settings
from lde_bot.directory.geo import Gazetteer
from lde_bot.evaluation import Outcome, evaluate, load_cases
from lde_bot.services import App
from tests.brief import brief_content

if TYPE_CHECKING:
    from sqlite_utils import Database

    from lde_bot.vault import Vault

hypothesis_settings.register_profile("same-every-time", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same-every-time")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All real places."""
    return load_gazetteer(Settings())


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data directory is a new one."""
    return Settings(data_dir=tmp_path_factory.mktemp("data"), telegram_token=None, telegram_token_file=None)


@pytest.fixture(scope="session")
def built(settings: Settings) -> Iterator[App]:
    """The whole program on real content, as it was put together; shared, so that nobody may change it."""
    made = build_app(settings, in_memory=True)
    yield made
    made.close()


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the real content in few phrases, learnt before: for what starts, or learns a draft, many times."""
    folder = tmp_path_factory.mktemp("brief")
    made = Settings(
        data_dir=folder / "data",
        knowledge_dir=brief_content(folder),
        telegram_token=None,
        telegram_token_file=None,
    )
    build_index(made, load_knowledge(made)[0])
    return made


@pytest.fixture(scope="session")
def _built_brief(brief: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    built = build_app(_beginning(brief, tmp_path_factory.mktemp("brief-app")), in_memory=True)
    yield built
    built.close()


@pytest.fixture
def brief_app(_built_brief: App) -> Iterator[App]:
    """The same as ``app``, on the content in few phrases."""
    yield from _in_memory(_built_brief)


@pytest.fixture
def started_before(brief: Settings, tmp_path: Path) -> Settings:
    """The same settings with a data directory of its own, in which lies what was learnt: a start is quick."""
    return _beginning(brief, tmp_path)


def _beginning(brief: Settings, folder: Path) -> Settings:
    """Return the settings with a copy of what was learnt: a draft that is tried adds its phrases there."""
    shutil.copytree(brief.cache_dir, folder / "data" / "cache")
    return brief.model_copy(update={"data_dir": folder / "data"})


@pytest.fixture(scope="session")
def outcomes(built: App) -> list[Outcome]:
    """What comes of every held-out phrase, asked once for all tests."""
    return evaluate(built.snapshot.with_encoder(built.drafts.held), load_cases(PROJECT / "tests" / "cases"))


@pytest.fixture
def app(built: App) -> Iterator[App]:
    """The whole program on real content, with a store in memory of its own and a clock that stands still."""
    yield from _in_memory(built)


@pytest.fixture
def lasting_app(built: App, tmp_path: Path) -> Iterator[App]:
    """The same, with its database and its key in ``tmp_path / "data"``."""
    from lde_bot.store.keyring import open_keyed

    database = tmp_path / "data" / "lde.db"
    made = app_on(built, *open_keyed(database, database.with_name("lde.key")))
    made.database = database
    yield made
    made.close()


def _in_memory(built: App) -> Iterator[App]:
    from lde_bot.store.schema import open_database
    from lde_bot.vault import Vault

    made = app_on(built, open_database(None), Vault(b"t" * 32))
    yield made
    made.close()


def app_on(built: App, db: Database, vault: Vault) -> App:
    """Return the whole program on a database of its own."""
    from lde_bot.bootstrap import _fork
    from lde_bot.drafts import Drafts
    from lde_bot.knowledge.grouping import Grouping
    from lde_bot.store.care import CareStore
    from lde_bot.store.curation import CurationStore
    from lde_bot.store.dates import DateStore
    from lde_bot.store.desk import DeskStore
    from lde_bot.store.directory import DirectoryStore
    from lde_bot.store.drafts import DraftStore
    from lde_bot.store.echo import EchoStore
    from lde_bot.store.erasure import ErasureStore
    from lde_bot.store.groups import GroupStore
    from lde_bot.store.revisions import RevisionStore
    from lde_bot.store.sessions import InboxStore, SessionStore
    from lde_bot.store.staff import StaffStore
    from lde_bot.store.tally import TallyStore

    built.directory.copy_to(db)
    directory, curation = DirectoryStore(db), CurationStore(db, vault)
    return App(
        snapshot=replace(built.snapshot, directory=directory),
        transaction=db.atomic,
        sessions=SessionStore(db, vault),
        inbox=InboxStore(db, vault),
        curation=curation,
        directory=directory,
        care=CareStore(db),
        echo=EchoStore(db, vault),
        desk=DeskStore(db, vault),
        groups=GroupStore(db, vault, curation),
        revisions=RevisionStore(db, vault),
        typed=DraftStore(db, vault),
        tally=TallyStore(db, vault),
        staff=StaffStore(db, vault),
        erasure=ErasureStore(db, vault),
        dates=DateStore(db),
        grouping=Grouping(built.snapshot.index.featurizer.encoder, None),
        drafts=Drafts(),
        texts=built.texts,
        knowledge_root=built.knowledge_root,
        learn=built.learn,
        fork_directory=partial(_fork, directory),
        cases=tuple,
        pseudonym=vault.pseudonym,
        sign=vault.sign,
        close=db.close,
        clock=Clock(),
        keep_days=90,
        atlas=built.atlas,
    )


@pytest.fixture
def knowledge_dir(tmp_path: Path) -> Path:
    """A knowledge base of two entries that a test may spoil."""
    root = tmp_path / "knowledge"
    (root / "basis").mkdir(parents=True)
    for name in ("vocabulary.yaml", "responses.yaml", "outside.yaml", "requests.yaml", "aspects.yaml"):
        (root / name).write_text((PROJECT / "knowledge" / name).read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("een", "twee"):
        (root / "basis" / f"{name}.yaml").write_text(entry_text(name), encoding="utf-8")
    return root


def entry_text(name: str, **changes: str) -> str:
    """Return the YAML of a sound entry; ``changes`` replace whole fields, an empty change leaves one out."""
    fields = {
        "id": f"id: {name}",
        "question": f"question: Wat is {name}?",
        "audience": "audience: [citizen]",
        "utterances": "utterances:\n" + "".join(f"  - {name} vraag nummer {number}\n" for number in range(8)).rstrip(),
        "answer": f"answer: |\n  Dit is {name}. Het is kort.",
        "sources": "sources:\n  - title: Bron\n    url: https://www.voorbeeld.be/bladzijde",
        "reviewed_on": "reviewed_on: 2026-11-01",
    }
    return "\n".join(text for text in (fields | changes).values() if text) + "\n"
