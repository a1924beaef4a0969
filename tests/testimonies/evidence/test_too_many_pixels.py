"""Pictures of a million pixels each way: refused by a sentence, before anything is unpacked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import clean_copy, confined
from testimonies.models import Evidence
from tests.builders_intake import a_started_draft
from tests.testimonies.evidence import files

BOMBS = {
    "a PNG": (files.a_bomb(1_000_000), "image/png"),
    "the largest PNG": (files.a_bomb(2**31 - 1), "image/png"),
    "the largest JPEG": (files.a_jpeg_bomb(), "image/jpeg"),
}
#: In a process of its own: what it may need is measured from before it looks.
LOOK = """
import io, resource, sys
from testimonies.evidence import opening
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content, before = sys.stdin.buffer.read(), peak()
print(opening.look(io.BytesIO(content), sys.argv[1]).value, (peak() - before) // 1024, sep=",")
"""


@pytest.mark.django_db
@pytest.mark.parametrize("what", BOMBS)
def test_it_is_refused_in_words(what: str) -> None:
    content, _kind = BOMBS[what]
    case = a_started_draft().draft.case

    with pytest.raises(Refusal, match="too many pixels"):
        evidence.receive(case.pk, files.upload(content, "photo"), kind="photograph", caption="")

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("what", BOMBS)
def test_to_say_so_takes_no_memory(what: str) -> None:
    content, kind = BOMBS[what]

    looked = subprocess.run(
        [sys.executable, "-c", LOOK, kind], input=content, capture_output=True, check=True
    )

    verdict, megabytes = looked.stdout.decode().strip().split(",")
    assert verdict == "pixels"
    assert int(megabytes) <= 16


@pytest.mark.parametrize("what", BOMBS)
def test_a_worker_that_meets_one_makes_no_copy(what: str, tmp_path: Path) -> None:
    content, kind = BOMBS[what]
    original, target = tmp_path / "original", tmp_path / "copy"
    original.write_bytes(content)

    with pytest.raises(clean_copy.CannotCopy):
        confined.copy(original, target, kind=kind)

    assert not target.exists()
