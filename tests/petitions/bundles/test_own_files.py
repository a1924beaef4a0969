"""What people signed in their own programs goes beside the list, just as it came."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from django.utils.timezone import now

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import joining, own_files, places, ranges
from petitions.bundles.lists import Piece
from petitions.bundles.verify import verify
from petitions.models import Bundle, Petition
from petitions.models.bundle import State
from petitions.signing.qualified import queries
from tests.builders_bundles import a_frozen_bundle, a_target
from tests.builders_containers import checked, the_pdf
from tests.builders_signing import a_confirmed_signature, an_open_petition
from tests.petitions.signing.qualified.cades_programs import CadesPrograms
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def programs(authority: Authority, tmp_path: Path) -> Programs:
    (tmp_path / "programs").mkdir()
    return Programs(authority, tmp_path / "programs")


@pytest.fixture
def petition(programs: Programs) -> Petition:
    """Signed by mail, in a container, by mail, and in a PDF."""
    found = an_open_petition()
    a_confirmed_signature(found, name="Ona Petraitė", email="ona@example.org")
    container = programs.container({"statement.pdf": the_pdf(found)}, "person")
    assert checked(found, container).signature
    a_confirmed_signature(found, name="Jaan Tamm", email="jaan@example.org")
    assert checked(
        found, programs.lasting_pdf(the_pdf(found), "person-lv"), email="z@example.org"
    ).signature
    return found


def members(bundle: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        return {name: container.read(name) for name in container.namelist()}


def test_each_file_lies_where_the_list_says_and_is_the_signers_own(petition: Petition) -> None:
    bundle = bundles.finish(a_frozen_bundle(petition).pk)

    inside = members(bundle)
    heading, *rows = csv.reader(io.StringIO(inside["signatures.csv"].decode()))
    assert bundle.state == State.SEALED
    assert heading[-1] == "signed_file"
    assert [row[-1] for row in rows] == [
        "",
        "qualified-0001.zip/0000002.asice",
        "",
        "qualified-0001.zip/0000004.pdf",
    ]
    with zipfile.ZipFile(io.BytesIO(inside["qualified-0001.zip"])) as own:
        kept = {name: own.read(name) for name in own.namelist()}
    assert kept == {
        f"{position:07}.{kind}": _as_it_came(petition, kind)
        for position, kind in ((2, "asice"), (4, "pdf"))
    }
    assert verify(places.sealed(bundle)).problems == ()


@pytest.mark.parametrize("most", [1, 2])
def test_a_full_zip_is_followed_by_another_and_the_list_says_so(
    most: int, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_files, "MOST_FILES", most)

    inside = members(bundles.finish(a_frozen_bundle(petition).pk))

    rows = list(csv.reader(io.StringIO(inside["signatures.csv"].decode())))[1:]
    expected = ["qualified-0001.zip", f"qualified-000{3 - most}.zip"]
    assert [row[-1].partition("/")[0] for row in rows if row[-1]] == expected
    assert [name for name in inside if name.startswith("qualified")] == sorted(set(expected))


def test_files_are_divided_by_size_too(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_files, "MOST_BYTES", 100)

    assert own_files.spans(a_frozen_bundle(petition)) == [[2, 2], [4, 4]]


def test_written_again_they_are_the_same_bytes(petition: Petition) -> None:
    bundle = bundles.write(a_frozen_bundle(petition).pk)
    shutil.rmtree(places.payload(bundle))

    bundles.write(bundle.pk)

    assert "qualified-0001.zip" in bundle.members
    assert bundles.finish(bundle.pk).members == bundle.members


def test_a_damaged_zip_is_written_again(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = own_files.write, []

    def once_damaged(target: Path, bundle: Bundle, span: own_files.Span) -> None:
        real(target, bundle, span)
        calls.append(span)

    monkeypatch.setattr(own_files, "write", once_damaged)
    real_take = joining.take

    def damaging(piece: Piece, target: Path) -> object:
        if len(calls) == 1 and piece.ending == ranges.OWN:
            piece.path.write_bytes(piece.path.read_bytes()[:-1])
        return real_take(piece, target)

    monkeypatch.setattr(joining, "take", damaging)

    assert bundles.finish(a_frozen_bundle(petition).pk).state == State.SEALED
    assert calls == [[2, 4], [2, 4]]


def test_a_signature_that_lies_apart_has_its_statement_beside_it(
    petition: Petition, authority: Authority
) -> None:
    statement = the_pdf(petition)
    apart = CadesPrograms(authority).file(statement, "person-lt")
    assert checked(petition, apart, email="apart@example.org").signature

    inside = members(bundles.finish(a_frozen_bundle(petition).pk))

    rows = list(csv.reader(io.StringIO(inside["signatures.csv"].decode())))
    with zipfile.ZipFile(io.BytesIO(inside["qualified-0001.zip"])) as own:
        assert rows[-1][-1] == "qualified-0001.zip/0000005.pdf.p7s"
        assert own.read("0000005.pdf.p7s") == apart
        assert own.read("0000005.pdf") == statement


def test_where_a_signature_is_only_a_declaration_its_file_stays_here(petition: Petition) -> None:
    """The certificate tells more than a name and a country."""
    bundle = a_frozen_bundle(petition)
    other = a_target(petition, "seimas")
    goes_there = petition.signatures.filter(assurance="qualified", targets__contains=[other.pk])
    assert goes_there.exists()
    assert not goes_there.filter(valid_targets__contains=[other.pk]).exists()

    there = bundles.finish(bundles.freeze(other.pk, now()).pk)

    assert own_files.spans(bundle)
    assert own_files.spans(there) == []
    assert not any(name.startswith("qualified") for name in members(there))


def test_without_any_the_list_has_no_such_column() -> None:
    petition = an_open_petition()
    a_confirmed_signature(petition, name="Ona Petraitė", email="ona@example.org")

    inside = members(bundles.finish(a_frozen_bundle(petition).pk))

    assert b"signed_file" not in inside["signatures.csv"]
    assert not any(name.startswith("qualified") for name in inside)


def _as_it_came(petition: Petition, kind: str) -> bytes:
    made = petition.containers.get(kind=kind)
    assert made.signature
    kept = queries.container_of(made.signature)
    assert kept
    return kept.read()
