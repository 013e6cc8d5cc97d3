"""The audit finds what it says that it finds; the locks of the project pass it."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from lde_bot.config import PROJECT
from scripts.audit import LOCKS, audit, changed_files, disagreements, pinned, strange_lines, strangers

HASH = "a" * 64
GOOD = f"""# made by a program
een==1.0 \\
    --hash=sha256:{HASH}
    # via iets
twee[extra]==2.0.1 ; sys_platform == 'win32' \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"b" * 64}
"""


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_of_the_project_pass(name: str) -> None:
    assert list(strange_lines((PROJECT / name).read_text(encoding="utf-8"))) == []


def test_a_sound_lock_has_nothing_strange() -> None:
    assert list(strange_lines(GOOD)) == []
    assert pinned(GOOD) == {"een": {"1.0"}, "twee": {"2.0.1"}}


@pytest.mark.parametrize(
    "line",
    [
        "drie>=1.0",
        "drie",
        "drie==1.*",
        "drie @ https://elders.example/drie.whl",
        "git+https://elders.example/drie.git",
        "-e .",
        "--index-url https://elders.example/simple",
        "--extra-index-url https://elders.example/simple",
        "--trusted-host elders.example",
        "    --hash=md5:" + "a" * 32,
        "    --hash=sha256:kort",
        "drie==1.0",
    ],
)
def test_what_does_not_belong_in_a_lock_is_found(line: str) -> None:
    assert list(strange_lines(f"{GOOD}{line}\n"))


def test_locks_that_disagree_are_found() -> None:
    assert list(disagreements(pinned(GOOD), pinned(GOOD.replace("1.0", "1.1"))))
    assert list(disagreements(pinned(GOOD), {}))
    assert list(disagreements(pinned(GOOD), pinned(GOOD) | {"meer": {"1"}})) == []


def test_what_is_installed_and_not_pinned_is_found() -> None:
    pins = pinned(GOOD)
    assert list(strangers({"een": "1.0", "pip": "25.0"}, pins)) == []
    assert list(strangers({"een": "1.0.1"}, pins))
    assert list(strangers({"vreemd": "1.0"}, pins))


def package(folder: Path, content: str) -> Distribution:
    """Install a package of one file, and then have the file say something."""
    info = folder / "echt-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: echt\nVersion: 1.0\n", encoding="utf-8")
    empty = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"  # what nothing hashes to
    (info / "RECORD").write_text(f"echt.py,sha256={empty},0\necht-1.0.dist-info/RECORD,,\n", encoding="utf-8")
    (folder / "echt.py").write_text(content, encoding="utf-8")
    [found] = distributions(path=[str(folder)])
    return found


def test_a_file_that_was_changed_or_is_gone_after_it_was_installed_is_found(tmp_path: Path) -> None:
    assert list(changed_files(package(tmp_path, ""))) == []
    found = package(tmp_path, "import os")
    assert list(changed_files(found)) == ["echt: echt.py was changed"]
    (tmp_path / "echt.py").unlink()
    assert list(changed_files(found)) == ["echt: echt.py is gone"]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    told = audit(f"{GOOD}-e .\n", GOOD.replace("1.0", "1.1"), [package(tmp_path, "import os")])
    assert [line.split(":")[0].split(",")[0] for line in told] == ["requirements.lock", "een", "echt 1.0", "echt"]


@pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine")
def test_who_runs_every_check_audits_the_packages_before_the_tests() -> None:
    planned = subprocess.run(["make", "-n", "test"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert planned.index("scripts/audit.py") < planned.index("-m pytest")
