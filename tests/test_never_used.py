"""What the program never does: run what it was given, unpack objects, start programs, or use weak cryptography."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lde_bot.config import PROJECT

LDE = PROJECT / "lde_bot"
SOURCES = [path for path in sorted(LDE.rglob("*.py")) if path.name != "benchmark.py"]
"""All but the command that measures: it starts the program once more, and nobody reaches it but who types it."""
CALLS = {"eval", "exec", "__import__", "import_module", "from_string", "system", "popen", "md5", "sha1", "uuid4"}
LIBRARIES = {
    "pickle",
    "marshal",
    "shelve",
    "subprocess",
    "multiprocessing",
    "ctypes",
    "xml",
    "smtplib",
    "logging.handlers",
}
WEAK = {"ARC4", "Blowfish", "CBC", "ECB", "MD5", "PKCS1v15", "SHA1", "TripleDES"}
BY_CHANCE = {"evaluation/noise.py": "made-up typing mistakes", "services.py": "which answers are in the sample"}
"""Where chance need not be secret."""


def wrong_in(source: str, may_be_chance: bool = False) -> list[str]:
    """Return what a module uses of it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            given = {one.arg: ast.unparse(one.value) for one in node.keywords}
            if called.rpartition(".")[2] in CALLS or called == "compile":
                found.append(called)
            if called == "np.load" and given.get("allow_pickle") != "False":
                found.append(called)
            if called.startswith("yaml.") and given.get("Loader") != "_Loader":
                found.append(called)
            if given.get("verify") == "False" or given.get("follow_redirects") == "True":
                found.append(called)
        elif isinstance(node, ast.Name | ast.Attribute):
            found += WEAK & {getattr(node, "attr", getattr(node, "id", ""))}
        found += [one for one in names if one in LIBRARIES or one.partition(".")[0] in LIBRARIES]
        found += [one for one in names if one == "random" and not may_be_chance]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(LDE).as_posix())
def test_a_module_runs_unpacks_starts_and_guesses_nothing(path: Path) -> None:
    may = path.relative_to(LDE).as_posix() in BY_CHANCE
    assert wrong_in(path.read_text(encoding="utf-8"), may) == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(text)",
        "compile(text, 'x', 'exec')",
        "importlib.import_module(text)",
        "environment.from_string(text)",
        "import pickle",
        "from pickle import loads",
        "import subprocess",
        "import xml.etree.ElementTree",
        "os.system(text)",
        "np.load(file)",
        "np.load(file, allow_pickle=True)",
        "yaml.load(text, Loader=yaml.Loader)",
        "hashlib.md5(text)",
        "modes.ECB()",
        "import random",
        "from random import choice",
        "httpx.get(url, verify=False)",
        "httpx.get(url, follow_redirects=True)",
    ],
)
def test_each_of_them_would_be_seen(source: str) -> None:
    assert wrong_in(source)


def test_what_reads_yaml_makes_no_objects() -> None:
    from lde_bot.knowledge import reader

    assert "Safe" in reader._Loader.__name__


@pytest.mark.parametrize("path", sorted(LDE.rglob("*.js")), ids=lambda path: path.name)
def test_a_script_shows_text_as_text_and_keeps_one_choice_in_the_browser(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "postMessage"):
        assert word not in source, word
    assert "sessionStorage" not in source
    assert "document.cookie" not in source
    kept = [part.partition(")")[0] for part in source.split("localStorage.")[1:]]
    assert all(one.startswith(("getItem(kept", "setItem(kept")) for one in kept)
    assert 'const kept = "sneltoetsen";' in source


@pytest.mark.parametrize("path", sorted(LDE.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_escapes_everything_and_loads_from_here_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for word in (
        "|safe",
        "| safe",
        "autoescape",
        "Markup",
        "<script>",
        "javascript:",
        'src="http',
        'rel="stylesheet" href="http',
    ):
        assert word not in source, word
