"""Whose seal it is: a valid seal of somebody else is not ours, however it calls itself."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from config.local.authority import Authority
from petitions.bundles import seal, whose
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.verify import verify
from tests.petitions.bundles.spoiling import pack


@pytest.fixture
def ours(signer: Signer, tmp_path: Path) -> Path:
    return kept(tmp_path / "seal.pem", signer.certificate)


@pytest.fixture
def other(authority: Authority) -> Signer:
    """Somebody else, with a certificate of the same issuer."""
    return seal.signer_from_p12(authority.p12("person"), authority.password)


def kept(path: Path, *certificates: x509.Certificate) -> Path:
    path.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    return path


def said(*arguments: object) -> str:
    output = StringIO()
    call_command("bundles", "verify", *map(str, arguments), stdout=output)
    return output.getvalue()


def test_the_expected_seal_is_named_with_its_fingerprint(
    sealed: Path, root: Path, ours: Path, signer: Signer
) -> None:
    told = said(sealed, "--trust", root, "--seal", ours)

    assert "Sealed by TEST Atmintis e-Seal" in told
    assert whose.fingerprint(signer.certificate) in told
    assert "It is the expected seal." in told
    assert "--seal" not in told


def test_without_anything_to_compare_with_it_is_named_too(
    sealed: Path, root: Path, signer: Signer
) -> None:
    told = said(sealed, "--trust", root)

    assert whose.fingerprint(signer.certificate) in told
    assert "Whether it is the expected seal was not checked: name it with --seal." in told
    assert "It is the expected seal." not in told


def test_a_valid_seal_of_somebody_else_is_refused_and_named(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    other: Signer,
    authorities: Authorities,
    root: Path,
    ours: Path,
) -> None:
    forged = tmp_path / "forged.asice"
    pack(write_payload(tmp_path / "payload"), forged, (other, authorities))
    assert verify(forged, root).is_valid  # its chain leads to the same root

    verdict = verify(forged, root, ours)

    (problem,) = verdict.problems
    name = verdict.signatures[0].signer
    assert problem == (
        f"The seal is not the expected one: it is of {name},"
        " and “seal.pem” is of TEST Atmintis e-Seal."
    )
    assert any(whose.fingerprint(other.certificate) in note for note in verdict.notes)
    with pytest.raises(CommandError, match="not the expected one"):
        said(forged, "--trust", root, "--seal", ours)


def test_any_of_several_seals_will_do_and_der_is_read_too(
    sealed: Path, root: Path, signer: Signer, other: Signer, tmp_path: Path
) -> None:
    both = kept(tmp_path / "both.pem", other.certificate, signer.certificate)
    (tmp_path / "seal.cer").write_bytes(signer.certificate.public_bytes(Encoding.DER))

    assert verify(sealed, root, both).is_valid
    assert verify(sealed, root, tmp_path / "seal.cer").is_valid


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA"])
def test_what_holds_no_certificate_expects_nobody(
    sealed: Path, root: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "none.pem").write_bytes(content)

    verdict = verify(sealed, root, tmp_path / "none.pem")

    assert verdict.problems == ("“none.pem” holds no certificate of a seal.",)


def test_a_seal_that_nobody_can_read_is_refused(sealed: Path, root: Path, tmp_path: Path) -> None:
    verdict = verify(sealed, root, tmp_path / "nowhere.pem")

    assert verdict.problems == ("nowhere.pem: The file cannot be read.",)
