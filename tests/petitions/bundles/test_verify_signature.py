"""A signature that was changed, stripped or borrowed is never taken for ours."""

import zipfile
from pathlib import Path

from petitions.bundles import seal
from petitions.bundles.asice import Member
from petitions.bundles.seal import Authorities, Signer
from tests.petitions.bundles.spoiling import SIGNATURE, reason, rebuilt, replaced


def test_a_stripped_signature_is_noticed(sealed: Path) -> None:
    rebuilt(sealed, lambda parts: parts.pop(SIGNATURE))

    assert reason(sealed) == f"{SIGNATURE}: There is no signature."


def test_a_changed_signature_is_noticed(sealed: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        start = parts[SIGNATURE].index(b"<ds:SignatureValue")
        start = parts[SIGNATURE].index(b">", start) + 1
        value = parts[SIGNATURE][start : start + 8]
        parts[SIGNATURE] = parts[SIGNATURE].replace(value, value[::-1], 1)

    rebuilt(sealed, change)

    assert "signature" in reason(sealed)


def test_a_changed_signing_time_is_noticed(sealed: Path) -> None:
    rebuilt(sealed, replaced(SIGNATURE, b"<xades:SigningTime>2", b"<xades:SigningTime>3"))

    assert reason(sealed) == f"{SIGNATURE}: The circumstances of the signature were changed."


def test_a_comment_in_a_signed_value_is_refused(sealed: Path) -> None:
    rebuilt(sealed, replaced(SIGNATURE, b"<ds:DigestValue>", b"<ds:DigestValue><!-- -->"))

    assert reason(sealed) == f"{SIGNATURE}: The signature holds what no signature needs."


def test_a_document_type_is_refused(sealed: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    rebuilt(sealed, replaced(SIGNATURE, b"<asic:XAdES", bomb + b"<asic:XAdES"))

    assert reason(sealed) == f"{SIGNATURE}: The signature holds what no signature needs."


def test_a_stripped_timestamp_is_noticed(sealed: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        start, end = b"<xades:UnsignedProperties>", b"</xades:UnsignedProperties>"
        before, _, rest = parts[SIGNATURE].partition(start)
        parts[SIGNATURE] = before + rest.partition(end)[2]

    rebuilt(sealed, change)

    assert "lost its timestamp" in reason(sealed)


def test_the_timestamp_of_another_signature_is_refused(
    sealed: Path, tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    (tmp_path / "a.txt").write_text("something else")
    other = tmp_path / "other.asice"
    seal.write(other, [Member("a.txt", tmp_path / "a.txt")], signer, authorities)
    theirs = zipfile.ZipFile(other).read(SIGNATURE)

    def change(parts: dict[str, bytes]) -> None:
        start, end = b"<xades:EncapsulatedTimeStamp>", b"</xades:EncapsulatedTimeStamp>"
        own = parts[SIGNATURE].partition(start)[2].partition(end)[0]
        foreign = theirs.partition(start)[2].partition(end)[0]
        parts[SIGNATURE] = parts[SIGNATURE].replace(own, foreign)

    rebuilt(sealed, change)

    assert reason(sealed) == f"{SIGNATURE}: The timestamp is about something else or was changed."
