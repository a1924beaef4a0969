"""``python -m petitions.signing.qualified.examination TRUST OCSP_URL``: looks at strangers' files.

Never import this module. It stays, answers a line of JSON for each one that it reads, and runs
without our keys, our database and much memory; `examiner` starts it, and starts it anew when a
file has killed it. The DigiDoc library, which cannot live beside anything else, is asked here too.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from petitions.bundles import digidoc
from petitions.signing.qualified import hex_strings, verification
from petitions.signing.qualified import trust as trusting
from petitions.signing.qualified.found import Known
from petitions.signing.qualified.reasons import NotNow, Wrong
from petitions.signing.qualified.verification import Circle

MEMORY = 1 << 30
LARGEST_FILE = 64 << 20


def main(trust: str, ocsp_url: str) -> None:
    _confine()
    settings.configure(USE_I18N=False)
    logging.disable()
    gc.set_threshold(50_000)  # as in the rest of the house; a tenth of the time of a PDF
    hex_strings.read_in_one_go()
    place = Path(trust) if trust else None
    try:
        circle = Circle(trusting.load(place) if place else None, ocsp_url)
    except trusting.Unusable:
        _say({"ready": False})
        return
    asks_library = place is not None and (place / "lotl.pem").is_file()
    if place is not None and asks_library:
        digidoc.start(place)
    _say({"ready": True})
    for line in sys.stdin:
        for answer in _answers(json.loads(line), circle, asks_library=asks_library):
            _say(answer)


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _answers(job: dict[str, Any], circle: Circle, *, asks_library: bool) -> Iterator[Any]:
    """What we found, and then, of a good container, what the library thinks of it."""
    path = Path(job["path"])
    answer = _found(job, path, circle)
    # It would call a container invalid for which we have just asked the issuer ourselves.
    asks_now = asks_library and answer.get("suits_library", False)
    yield answer | {"library_follows": asks_now}
    if asks_now:
        yield {"library": digidoc.opinion_of(path)}


def _found(job: dict[str, Any], path: Path, circle: Circle) -> dict[str, Any]:
    try:
        statements = [
            Known(**told | {"files": frozenset(told["files"])}) for told in job["statements"]
        ]
    except (TypeError, KeyError):  # asked by a process that is older than we, or newer
        return {"not_now": "another version asks"}
    try:
        proof = verification.verify(path, job["petition"], statements, circle)
    except Wrong as wrong:
        return {"wrong": wrong.reason}
    except NotNow as wait:
        return {"not_now": str(wait)}
    born = proof.birth_date
    return asdict(proof) | {
        "birth_date": born.isoformat() if born else None,
        "signed_at": proof.signed_at.isoformat(),
    }


def _confine() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # the library's own clean-up at exit may crash
