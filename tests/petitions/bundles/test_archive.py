"""Archive copies: one more timestamp over everything, renewed before the last one ends."""

from __future__ import annotations

import base64
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from lxml import etree
from pytest_django import Settings
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import (
    archive,
    asice,
    parts,
    places,
    printed,
    ranges,
    second_opinion,
    timestamp,
)
from petitions.bundles.archiving import actions as archiving
from petitions.bundles.authority import AuthorityFailed
from petitions.bundles.seal import Authorities
from petitions.bundles.verify import inspect, verify
from petitions.models import ArchiveCopy, Bundle
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_petition_with, a_released_bundle, a_sealed_bundle, a_target
from tests.builders_review import a_release_officer
from tests.petitions.bundles.spoiling import SIGNATURE, reason, rebuilt, replaced
from tests.petitions.bundles.test_parts import MIB, NAMES

NAMESPACES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "x": "http://uri.etsi.org/01903/v1.3.2#",
    "a": "http://uri.etsi.org/01903/v1.4.1#",
}


@pytest.fixture
def archived(sealed: Path, authorities: Authorities, tmp_path: Path) -> Path:
    archive.extend(sealed, tmp_path / "archived.asice", authorities)
    return tmp_path / "archived.asice"


@pytest.fixture
def kept(settings: Settings, with_authority: Authority) -> Bundle:
    """A released bundle in a house that keeps archive copies, its own not made yet."""
    settings.SEAL_ARCHIVE = True
    bundle = a_released_bundle()
    assert archiving.begin() == list(ArchiveCopy.objects.values_list("pk", flat=True))
    return bundle


def renewed() -> ArchiveCopy:
    return archiving.renew(ArchiveCopy.objects.get().pk)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {n: container.read(n) for n in container.namelist() if n != SIGNATURE}


def events(bundle: Bundle) -> list[str]:
    found = CustodyEvent.objects.filter(subject=str(bundle.uuid)).order_by("pk")
    return list(found.values_list("event", flat=True))


def test_a_copy_holds_the_same_files_and_is_of_level_lta(
    sealed: Path, archived: Path, root: Path
) -> None:
    verdict = verify(archived, root)

    assert (verdict.problems, verdict.level) == ((), "B-LTA")
    assert contents(archived) == contents(sealed)
    assert inspect(sealed).level == "B-LT"
    assert verdict.identity == inspect(sealed).identity


def test_the_digidoc_library_calls_a_renewed_copy_valid(
    archived: Path, authorities: Authorities, authority: Authority, tmp_path: Path
) -> None:
    archive.extend(archived, tmp_path / "again.asice", authorities)

    assert len(inspect(tmp_path / "again.asice").signatures[0].archive) == 2
    assert second_opinion.ask(archived, authority.trust_store) == ""
    assert second_opinion.ask(tmp_path / "again.asice", authority.trust_store) == ""


def test_signxml_calls_a_copy_valid(archived: Path, authority: Authority, tmp_path: Path) -> None:
    keys = authority.trust_store.parent
    chain = tmp_path / "chain.pem"
    chain.write_bytes(
        (keys / "issuing.cert.pem").read_bytes() + (keys / "root.cert.pem").read_bytes()
    )
    with zipfile.ZipFile(archived) as container:
        xml = etree.fromstring(container.read(SIGNATURE))
        count = len(xml.findall(".//ds:SignedInfo/ds:Reference", NAMESPACES))
        verified = XAdESVerifier().verify(
            xml,
            ca_pem_file=str(chain),
            uri_resolver=lambda uri: container.read(unquote(uri)),
            expect_config=XAdESSignatureConfiguration(expect_references=count, location=".//"),
            id_attribute="Id",
        )
    assert len(verified) == count


@pytest.mark.parametrize("which", [0, 1])
def test_openssl_finds_everything_under_an_archive_timestamp(
    which: int, archived: Path, authorities: Authorities, root: Path, tmp_path: Path
) -> None:
    """What it covers is put together here once more, straight from EN 319 132-1, 5.5.2."""
    archive.extend(archived, tmp_path / "again.asice", authorities)
    covered, token = tmp_path / "covered", tmp_path / "token"
    with zipfile.ZipFile(tmp_path / "again.asice") as container:
        signature = etree.fromstring(container.read(SIGNATURE)).find("ds:Signature", NAMESPACES)
        assert signature is not None
        (holder,) = signature.findall(".//x:UnsignedSignatureProperties", NAMESPACES)
        stamp = holder.findall("a:ArchiveTimeStamp", NAMESPACES)[which]
        with covered.open("wb") as out:
            for each in signature.findall("ds:SignedInfo/ds:Reference", NAMESPACES):
                if each.get("Type"):
                    (properties,) = signature.findall(".//x:SignedProperties", NAMESPACES)
                    out.write(etree.tostring(properties, method="c14n", exclusive=True))
                else:
                    out.write(container.read(unquote(each.get("URI", ""))))
            before = list(holder)[: list(holder).index(stamp)]
            for part in (*list(signature)[:3], *before):
                out.write(etree.tostring(part, method="c14n", exclusive=True))
        token.write_bytes(
            base64.b64decode(stamp.findtext("x:EncapsulatedTimeStamp", "", NAMESPACES))
        )

    said = subprocess.run(
        ["openssl", "ts", "-verify", "-data", covered, "-in", token, "-token_in", "-CAfile", root],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Verification: OK" in said.stdout + said.stderr


def test_a_proof_changed_under_an_archive_timestamp_is_noticed(archived: Path) -> None:
    """A signature does not cover its own proofs: here only the archive timestamp does."""
    rebuilt(archived, replaced(SIGNATURE, b'Id="S0-CA0"', b'Id="S0-CA9"'))

    assert reason(archived) == "The timestamp is about something else or was changed."


def test_a_service_whose_certificate_ended_gives_no_archive_timestamp(
    sealed: Path, authorities: Authorities, authority: Authority, tmp_path: Path
) -> None:
    ended = replace(authorities, tsa_urls=(authority.stamps("tsa-expired"),))

    with pytest.raises(AuthorityFailed, match="has ended"):
        archive.extend(sealed, tmp_path / "archived.asice", ended)

    assert not (tmp_path / "archived.asice").exists()


def test_an_archive_timestamp_that_came_too_late_is_noticed(
    sealed: Path,
    authorities: Authorities,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first one is by a service whose certificate ended before the second one was made."""
    monkeypatch.setattr(timestamp, "_must_count_today", lambda *_whatever: None)
    ended = replace(authorities, tsa_urls=(authority.stamps("tsa-expired"),))
    archive.extend(sealed, tmp_path / "once.asice", ended)
    archive.extend(tmp_path / "once.asice", tmp_path / "twice.asice", authorities)

    assert "no longer good" in reason(tmp_path / "twice.asice")


def test_a_copy_is_good_until_its_certificate_or_an_algorithm_ends(
    archived: Path, settings: Settings
) -> None:
    (stamp,) = inspect(archived).signatures[0].archive

    settings.ALGORITHMS_END = {}
    assert archive.good_until(stamp) == stamp.by.not_valid_after_utc
    ends = {"ecdsa256": "2031-12-31", "sha512": "2040-01-01", "rsa2048": "2029-01-01"}
    settings.ALGORITHMS_END = ends
    assert archive.good_until(stamp).date() == datetime(2031, 12, 31, tzinfo=UTC).date()


@pytest.mark.django_db
def test_what_was_released_is_kept_once_more(kept: Bundle, root: Path) -> None:
    delivered = places.sealed(kept).read_bytes()

    copy = renewed()

    assert (copy.problem, copy.stamps) == ("", 1)
    assert verify(places.archived(copy), root).level == "B-LTA"
    assert places.sealed(kept).read_bytes() == delivered
    assert events(kept)[-1] == "bundle.archived"
    assert archiving.begin() == []


@pytest.mark.django_db
def test_a_copy_is_renewed_before_it_ends_and_only_then(kept: Bundle, settings: Settings) -> None:
    first = renewed()
    settings.ALGORITHMS_END = {"sha512": f"{now() + timedelta(days=400):%Y-%m-%d}"}
    ArchiveCopy.objects.update(next_attempt_at=now(), good_until=now() + timedelta(days=91))
    early = archiving.begin()
    ArchiveCopy.objects.update(good_until=now() + timedelta(days=89))

    call_command("bundles", "archive")

    second = ArchiveCopy.objects.get()
    assert early == []
    assert (second.stamps, second.problem) == (2, "")
    assert second.good_until is not None
    assert second.good_until > now() + timedelta(days=399)
    assert not places.archived(first).exists()
    assert places.archived(second).is_file()


@pytest.mark.django_db
def test_a_timestamp_service_that_is_away_leaves_the_old_copy(
    kept: Bundle, settings: Settings
) -> None:
    first = renewed()
    ArchiveCopy.objects.update(next_attempt_at=now(), good_until=now())
    settings.TSA_URL = "http://127.0.0.1:9/away"

    failed = renewed()

    assert failed.problem == "No timestamp could be had. 127.0.0.1 does not answer."
    assert (failed.path, failed.stamps) == (first.path, 1)
    assert places.archived(first).is_file()


@pytest.mark.django_db
def test_a_damaged_copy_is_never_stamped_anew(kept: Bundle) -> None:
    path = places.sealed(kept)
    path.write_bytes(path.read_bytes() + b"x")

    copy = renewed()

    assert (copy.problem, copy.stamps) == ("The file is not the one that was sealed.", 0)


@pytest.mark.django_db
def test_retention_takes_the_file_and_leaves_the_digest(kept: Bundle) -> None:
    copy = renewed()

    archiving.forget(kept.pk)
    archiving.forget(kept.pk)

    gone = ArchiveCopy.objects.get()
    assert not places.archived(copy).exists()
    assert (gone.sha256, gone.path) == (copy.sha256, "")
    assert archiving.begin() == []
    assert events(kept).count("bundle.archive_forgotten") == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_no_copies_are_made_unless_the_house_wants_them(settings: Settings) -> None:
    a_released_bundle()

    assert archiving.begin() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_what_was_not_released_has_no_copy(settings: Settings) -> None:
    settings.SEAL_ARCHIVE = True
    a_sealed_bundle()

    assert archiving.begin() == []


@pytest.mark.django_db
def test_each_part_of_a_large_bundle_has_its_own_copy(
    monkeypatch: pytest.MonkeyPatch, with_authority: Authority, settings: Settings, root: Path
) -> None:
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + MIB // 2)
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    settings.SEAL_ARCHIVE = True
    petition = a_petition_with(*NAMES)
    profile = a_target(petition).profile
    profile.formats = ["csv", "xlsx", "pdf"]
    profile.save()
    a_released_bundle(petition)
    bundle = Bundle.objects.get()

    copies = [archiving.renew(copy_id) for copy_id in archiving.begin()]

    assert len(copies) == 1 + len(bundle.more_parts) > 1
    assert [copy.problem for copy in copies] == [""] * len(copies)
    assert {verify(places.archived(copy), root).level for copy in copies} == {"B-LTA"}


@pytest.mark.django_db
def test_the_copy_of_what_was_discarded_goes(kept: Bundle) -> None:
    copy = renewed()
    bundles.discard(kept.pk, by=a_release_officer(), reason="The letter named another body")

    assert archiving.begin() == []
    assert not places.archived(copy).exists()
