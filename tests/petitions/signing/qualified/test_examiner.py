"""The process that looks at files of strangers: a file may kill it, and nothing is lost."""

from __future__ import annotations

import os
import signal
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from petitions.signing.qualified import examiner
from petitions.signing.qualified.found import Known
from petitions.signing.qualified.reasons import NotNow, Wrong
from petitions.signing.qualified.statement import Made
from tests.petitions.signing.qualified.conftest import OURS, as_known
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = pytest.mark.usefixtures("with_authority")


def an_enormous_table(pdf: bytes) -> bytes:
    """An addition of a megabyte, whose table of contents unpacks to more than a gigabyte."""
    packing = zlib.compressobj(1)
    megabyte = bytes(1 << 20)
    table = b"".join(packing.compress(megabyte) for _step in range(1300)) + packing.flush()
    start = int(pdf.rpartition(b"startxref")[2].split()[0])
    head = (
        b"900 0 obj\n<</Type/XRef/Size 901/W[1 4 2]/Root 1 0 R/Prev %d"
        b"/Filter/FlateDecode/Length %d>>\nstream\n" % (start, len(table))
    )
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(pdf)
    return head + table + end


def test_it_stays_for_the_next_file(programs: Programs, made: Made) -> None:
    known = [as_known(made)]

    first = examiner.examine(programs.digidoc(made.container), OURS, known)
    child = examiner.child()
    second = examiner.examine(programs.pdf(made.pdf, "person-lv"), OURS, known)

    assert (first.identity, second.identity) == ("EE:46001010006", "LV:16117519997")
    assert examiner.child() == child


def test_one_that_was_killed_is_started_anew(programs: Programs, made: Made) -> None:
    content, known = programs.pdf(made.pdf), [as_known(made)]
    examiner.examine(content, OURS, known)

    os.kill(examiner.child(), signal.SIGKILL)

    assert examiner.examine(content, OURS, known).identity == "EE:46001010006"


def test_a_file_that_unpacks_to_more_than_memory_costs_one_child(
    programs: Programs, made: Made
) -> None:
    known = [as_known(made)]

    with pytest.raises(Wrong) as wrong:
        examiner.examine(made.pdf + an_enormous_table(made.pdf), OURS, known)

    assert wrong.value.reason in {"damaged", "too_much"}
    assert examiner.examine(programs.pdf(made.pdf), OURS, known).code == "46001010006"


@dataclass(frozen=True)
class KnownLater(Known):
    """As the next version may write it."""

    more: str = ""


def test_while_a_new_version_comes_in_a_file_waits_and_is_not_refused(
    programs: Programs, made: Made
) -> None:
    known = as_known(made)

    with pytest.raises(NotNow):
        examiner.examine(programs.pdf(made.pdf), OURS, [KnownLater(**asdict(known))])

    assert examiner.examine(programs.pdf(made.pdf), OURS, [known]).code == "46001010006"


def test_it_knows_none_of_our_secrets(programs: Programs, made: Made) -> None:
    examiner.examine(programs.pdf(made.pdf), OURS, [as_known(made)])

    environment = Path(f"/proc/{examiner.child()}/environ").read_bytes()
    names = {line.partition(b"=")[0].decode() for line in environment.split(b"\0")}

    assert names - {""} <= {"HOME", *examiner.PASSED_ON}
