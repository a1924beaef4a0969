"""What the validators of archives say of a package, in their own environment and offline."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from config.local import validators

PROGRAM = Path(__file__).with_name("foreign.py")
#: The software that made a package has to give its version (CSIP), and no creator may (SIP14).
CANNOT_BE_MET = {"SIP14"}
#: The rules that speak of a whole package, and not of the METS of one representation.
OF_THE_WHOLE = {
    "CSIP60", "CSIP63", "CSIP95", "CSIP99", "CSIP103", "CSIP113", "CSIP114",
}  # fmt: skip


def eark(path: Path, folder: Path) -> dict[str, Any]:
    """`path` is the zip, or its folder; `folder` is where the validator may unpack it."""
    return _ask("eark", path, folder)


def bag(path: Path, folder: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(folder / "bag")
    (root,) = (folder / "bag").iterdir()
    return _ask("bag", root, folder)


def altered(what: str, root: Path, folder: Path) -> dict[str, list[str]]:
    """What is found when each file of an unpacked package is altered in turn, and lost in turn."""
    return _ask(f"{what}-altered", root, folder)


def errors(found: list[list[str]]) -> set[str]:
    return {rule for rule, severity, _said in found if severity == "Error"}


def warnings(found: list[list[str]]) -> set[str]:
    return {rule for rule, severity, _said in found if severity == "Warn"}


def must_be_valid(told: dict[str, Any]) -> None:
    """By structure, by the schemas of METS and PREMIS, by every rule, and by each digest."""
    assert told["is_well_formed"], told["structure"]
    assert warnings(told["structure"]) == set()
    assert told["root"]["schema"] == []
    assert errors(told["root"]["rules"]) == CANNOT_BE_MET
    assert warnings(told["root"]["rules"]) == set()
    for part in told["representations"].values():
        assert part["schema"] == []
        assert errors(part["rules"]) <= OF_THE_WHOLE
    assert told["premis"] == []
    assert told["changed"] == []


def _ask(what: str, path: Path, folder: Path) -> dict[str, Any]:
    home = folder / "unpacked"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [str(validators.find_or_install()), str(PROGRAM), what, str(path)],
        env={**os.environ, "TMPDIR": str(home), "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
