"""What the program is made of: every package is pinned, hashed, within its bounds, installed as pinned, and listed."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from lde_bot.config import PROJECT
from scripts.make_sbom import packages, sbom

LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
DEV_LOCK = (PROJECT / "requirements-dev.lock").read_text(encoding="utf-8")
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, set[str]]:
    """Return the pinned versions of each package: one, or one for each version of Python."""
    found: dict[str, set[str]] = {}
    for name, number, _ in packages(lock):
        found.setdefault(plain(name), set()).add(number)
    return found


def test_every_package_in_the_lock_is_found_with_its_hashes() -> None:
    for lock in (LOCK, DEV_LOCK):
        found = packages(lock)
        assert len(found) == len(re.findall(r"^[A-Za-z0-9][^#\n]*==", lock, re.MULTILINE))
        assert all(hashes for _, _, hashes in found)


@pytest.mark.parametrize("line", DECLARED["dependencies"])
def test_a_declared_package_is_pinned_within_its_bounds(line: str) -> None:
    wanted = Requirement(line)
    numbers = locked(LOCK).get(plain(wanted.name))
    assert numbers, f"{wanted.name} is not in requirements.lock: make lock"
    assert all(wanted.specifier.contains(number) for number in numbers)


def test_both_locks_pin_the_same_versions() -> None:
    dev = locked(DEV_LOCK)
    assert {name: dev[name] for name in locked(LOCK)} == locked(LOCK)


def test_no_pin_is_a_version_before_its_release() -> None:
    assert [name for name, number, _ in packages(LOCK) if Version(number).is_prerelease] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    for name, numbers in locked(LOCK).items():
        try:
            assert version(name) in numbers, name
        except PackageNotFoundError:
            continue  # a package for another system


def test_the_bill_of_materials_lists_every_package_and_is_the_same_every_time() -> None:
    made = sbom(LOCK, "1")
    assert made == sbom(LOCK, "1")
    assert made["bomFormat"] == "CycloneDX"
    components = made["components"]
    assert isinstance(components, list)
    assert {one["name"] for one in components} == {name for name, _, _ in packages(LOCK)}
    assert all(one["purl"].startswith("pkg:pypi/") for one in components)
