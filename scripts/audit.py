"""Look at what the program is made of, without a network: the lock files, and the packages that are installed.

    python scripts/audit.py

Every package is pinned to one version with its hashes and comes from the index alone; both locks agree; what is
installed is what is pinned, nothing else, and no file of it was changed since. Ends with status 1 when something is
wrong. Known weaknesses need a network: docs/running.md says how to look them up.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.make_sbom import packages  # noqa: E402 - the project is found through the line above

LOCKS = ("requirements.lock", "requirements-dev.lock")
TOOLS = {"pip", "setuptools", "wheel", "lde-bot"}
"""What an environment has by itself, and the program."""
_PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._,-]+\])?==[0-9][A-Za-z0-9.!+]*( ; [^\\]+)?( \\)?")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def plain(name: str) -> str:
    """Return the name of a package as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def strange_lines(lock: str) -> Iterator[str]:
    """Yield what is wrong in a lock: a line that is no pin, no hash and no remark, and a pin without a hash."""
    for number, line in enumerate(lock.splitlines(), start=1):
        remark = not line.strip() or line.lstrip().startswith("#")
        if not remark and not _PIN.fullmatch(line) and not _HASH.fullmatch(line):
            yield f"line {number}: neither a pin nor a hash: {line.strip()[:80]}"
    for name, version, hashes in packages(lock):
        if not hashes:
            yield f"{name} {version}: no hash"
        if len(hashes) != len(set(hashes)):
            yield f"{name} {version}: the same hash twice"


def pinned(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock: one, or one for each version of Python or system."""
    found: dict[str, set[str]] = {}
    for name, version, _ in packages(lock):
        found.setdefault(plain(name), set()).add(version)
    return found


def disagreements(run: dict[str, set[str]], dev: dict[str, set[str]]) -> Iterator[str]:
    """Yield the packages that the lock to run with pins otherwise than the lock to develop with."""
    for name in sorted(run):
        if run[name] != dev.get(name):
            yield f"{name}: {sorted(run[name])} to run, {sorted(dev.get(name, ()))} to develop"


def strangers(installed: dict[str, str], pins: dict[str, set[str]]) -> Iterator[str]:
    """Yield what is installed and not pinned, or in another version."""
    for name, version in sorted(installed.items()):
        if name not in pins:
            if name not in TOOLS:
                yield f"{name} {version}: installed, and in no lock"
        elif version not in pins[name]:
            yield f"{name} {version}: installed, and pinned at {sorted(pins[name])}"


def changed_files(package: Distribution) -> Iterator[str]:
    """Yield the files of an installed package that are not as they were packed; those that are gone too."""
    for file in package.files or ():
        if file.hash is None or file.hash.mode != "sha256" or file.suffix == ".pyc":
            continue
        path = Path(str(file.locate()))
        if not path.is_file():
            yield f"{package.name}: {file} is gone"
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")
        if digest != file.hash.value.rstrip("="):
            yield f"{package.name}: {file} was changed"


def audit(run: str, dev: str, installed: list[Distribution]) -> list[str]:
    """Return everything that is wrong, in words.

    :param run: the lock to run with.
    :param dev: the lock to develop with.
    """
    found = [f"{name}, {line}" for name, lock in zip(LOCKS, (run, dev), strict=True) for line in strange_lines(lock)]
    found += disagreements(pinned(run), pinned(dev))
    found += strangers({plain(one.name): one.version for one in installed}, pinned(run) | pinned(dev))
    for one in installed:
        if plain(one.name) not in TOOLS:
            found += changed_files(one)
    return found


def main() -> None:
    """Print what is wrong."""
    run, dev = ((PROJECT / name).read_text(encoding="utf-8") for name in LOCKS)
    installed = list(distributions())
    found = audit(run, dev, installed)
    print(
        "\n".join(found or [f"{len(pinned(dev))} packages are pinned, {len(installed)} are installed: all as locked."])
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
