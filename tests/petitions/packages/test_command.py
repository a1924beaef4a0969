"""``manage.py archive_package`` as an operator uses it."""

from __future__ import annotations

import errno
import hashlib
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from petitions.models import ArchivePackage
from petitions.models.package import Format, State
from petitions.packages import actions as packages
from petitions.packages import places
from testimonies.models import CustodyEvent
from tests.builders_ledger import a_ledger
from tests.builders_packages import FOR_ARCHIVES
from tests.builders_review import an_accepted_testimony
from tests.petitions.packages import validators

pytestmark = pytest.mark.django_db
WHY = ("--archive", "Rahvusarhiiv", "--reason", "Agreed in May")


def archive_package(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("archive_package", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_a_petition_is_put_into_the_folder_and_nothing_stays_with_us(tmp_path: Path) -> None:
    petition, folder = a_ledger(1), tmp_path / "for the archive"

    *_before, size, path = archive_package("petition", petition.slug, "--to", str(folder), *WHY)

    written = Path(path)
    assert hashlib.sha256(written.read_bytes()).hexdigest() in size
    assert written.parent == folder
    validators.must_be_valid(validators.eark(written, tmp_path))
    assert [each.suffix for each in places.folder().iterdir()] == []
    assert ArchivePackage.objects.get().state == State.DELETED


@pytest.mark.parametrize("which", ["testimony", "submission"])
def test_a_case_is_found_by_either_reference(which: str, tmp_path: Path) -> None:
    testimony = an_accepted_testimony(**FOR_ARCHIVES)
    references = {"testimony": testimony.reference, "submission": testimony.submission.reference}

    *_before, path = archive_package(
        "case", references[which], "--to", str(tmp_path / "out"), "--format", "bagit", *WHY
    )

    assert validators.bag(Path(path), tmp_path)["problem"] == ""
    events = CustodyEvent.objects.filter(event__in=["package.handed_out"]).count()
    assert events == 1
    line = CustodyEvent.objects.get(event="submission.handed_to_archive")
    assert line.subject == testimony.submission.reference


def test_what_may_not_go_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    testimony = an_accepted_testimony()

    with pytest.raises(CommandError, match="does not let it go to an archive"):
        archive_package("case", testimony.reference, "--to", str(tmp_path / "out"), *WHY)

    assert not (tmp_path / "out").exists()
    assert not ArchivePackage.objects.exists()


@pytest.mark.parametrize(
    "asked", [("petition", "unknown"), ("case", "T-00000000"), ("petition", "x", "--institution")]
)
def test_what_is_not_there_is_said(asked: tuple[str, ...], tmp_path: Path) -> None:
    more = ("nobody",) if asked[-1] == "--institution" else ()
    slug = a_ledger(1).slug if more else asked[1]

    with pytest.raises(CommandError):
        archive_package(asked[0], slug, *asked[2:], *more, "--to", str(tmp_path / "out"), *WHY)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_stays(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")

    with pytest.raises(CommandError):
        archive_package("petition", a_ledger(1).slug, "--to", str(tmp_path / "a file"), *WHY)

    assert list(places.folder().iterdir()) == []
    assert ArchivePackage.objects.get().state == State.DELETED


def test_what_cannot_be_written_leaves_nothing_with_us_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    testimony = an_accepted_testimony(**FOR_ARCHIVES)

    def full(_part: Path, _contents: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(packages.WRITERS, Format.EARK, full)
    with pytest.raises(CommandError, match="No space left"):
        archive_package("case", testimony.reference, "--to", str(tmp_path / "out"), *WHY)

    package = ArchivePackage.objects.get()
    assert (package.state, package.frozen) == (State.DELETED, None)
