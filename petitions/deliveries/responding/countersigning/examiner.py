"""Whether a file is our bundle with a signature more: the strongest receipt there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from petitions.bundles import second_opinion
from testimonies.errors import Refusal

PROGRAM = "petitions.deliveries.responding.countersigning.examination"
CHECKOUT = Path(__file__).resolve().parents[4]
PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Countersigned:
    """Who signed beside us. `is_trusted`: the DigiDoc library vouches for all of them."""

    signers: tuple[str, ...]
    is_trusted: bool


def examine(content: bytes, sealed: Sequence[Path], identity: str) -> Countersigned:
    """Raises `Refusal` with what is wrong. `sealed` are the parts as we sealed them."""
    with tempfile.TemporaryDirectory(prefix="countersigned-") as folder:
        path = Path(folder) / "back.asice"
        path.write_bytes(content)
        found = _examined(path)
        if found["problems"]:
            raise Refusal(found["problems"][0])
        if found["identity"] != identity:
            raise Refusal(_("This is another bundle than the one on this page."))
        ours = _our_seal(set(found["values"]), sealed)
        added = [
            signer["name"]
            for value, signer in zip(found["values"], found["signers"], strict=True)
            if value not in ours
        ]
        if not added:
            raise Refusal(_("There is no signature in it besides our own seal."))
        return Countersigned(tuple(added), _is_trusted(path))


def _our_seal(found: set[str], sealed: Sequence[Path]) -> set[str]:
    """The values of our signature in that part of the bundle which came back."""
    for part in sealed:
        ours = set(_examined(part).get("values", ()))
        if ours and ours <= found:
            return ours
    raise Refusal(_("Our own seal is missing in this file, or was made anew."))


def _is_trusted(path: Path) -> bool:
    trust = second_opinion.folder()
    if trust is None:
        return False
    if reason := second_opinion.ask(path, trust):
        raise Refusal(_("The DigiDoc library refuses it: %(reason)s") % {"reason": reason})
    return True


def _examined(path: Path) -> dict[str, Any]:
    """What the child said; a file that kills it is damaged."""
    try:
        done = subprocess.run(  # noqa: S603 (our own module, a path of our own)
            [sys.executable, "-m", PROGRAM, str(path.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd=CHECKOUT,
            env={"PATH": os.environ.get("PATH", "")},
            timeout=PATIENCE,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"problems": [_("This file is damaged and does not open.")]}
    return found
