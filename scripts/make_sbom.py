"""Write the bill of materials: every package that the program runs with, with version and hashes, as CycloneDX JSON.

    python scripts/make_sbom.py sbom.cdx.json

Made from requirements.lock alone: no network, and the same lock always gives the same file.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements.lock"
_BLOCK = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>.*?)(?=^[A-Za-z0-9]|\Z)",
    re.MULTILINE | re.DOTALL,
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def packages(lock: str) -> list[tuple[str, str, list[str]]]:
    """Return name, version and hashes of every package in a lock file."""
    return [(found["name"].lower(), found["version"], _HASH.findall(found["rest"])) for found in _BLOCK.finditer(lock)]


def sbom(lock: str, version: str) -> dict[str, object]:
    """Return the bill of materials of a lock file."""
    own = {"type": "application", "bom-ref": "lde-bot", "name": "lde-bot", "version": version}
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{number}",
            "name": name,
            "version": number,
            "purl": f"pkg:pypi/{name}@{number}",
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"https://pypi.org/project/{name}/{number}/",
                    "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
                }
            ],
        }
        for name, number, hashes in packages(lock)
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": [{"ref": "lde-bot", "dependsOn": [str(one["bom-ref"]) for one in components]}],
    }


def main() -> None:
    """Write the file that is named, or print."""
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    made = json.dumps(sbom(LOCK.read_text(encoding="utf-8"), version[1] if version else "0"), indent=2) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(made, encoding="utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    main()
