"""Archive copies: one more timestamp over everything, renewed before the last one ends."""

from __future__ import annotations

import base64
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree
from pytest_django import Settings
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from config.local.authority import Authority
from config.settings.reading import last_days
from petitions.bundles import (
    archive,
    second_opinion,
    timestamp,
)
from petitions.bundles.authority import AuthorityFailed
from petitions.bundles.seal import Authorities
from petitions.bundles.verify import inspect, verify
from tests.petitions.bundles.spoiling import SIGNATURE, reason, rebuilt, replaced

NAMESPACES = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "x": "http://uri.etsi.org/01903/v1.3.2#",
    "a": "http://uri.etsi.org/01903/v1.4.1#",
}


@pytest.fixture
def archived(sealed: Path, authorities: Authorities, tmp_path: Path) -> Path:
    archive.extend(sealed, tmp_path / "archived.asice", authorities)
    return tmp_path / "archived.asice"


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {n: container.read(n) for n in container.namelist() if n != SIGNATURE}


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

    assert (
        reason(archived) == f"{SIGNATURE}: The timestamp is about something else or was changed."
    )


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
    ends = "ecdsa256=2031-12-31, sha512=2040-01-01, rsa2048=2029-01-01"
    settings.ALGORITHMS_END = last_days(ends)
    assert archive.good_until(stamp).date() == datetime(2031, 12, 31, tzinfo=UTC).date()
