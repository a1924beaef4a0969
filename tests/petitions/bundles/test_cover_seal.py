"""The seal on the cover alone: what a reader of PDF files says of it, now and in ten years."""

import asyncio
import shutil
import subprocess
import zipfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import (
    ades_lta_validation,
    simulate_future_ades_lta_validation,
)
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import documents, packing, pades, revocation, seal
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.payload import Frame
from petitions.bundles.seal import Authorities, Signer
from tests.petitions.bundles.pdf_promises import promises

Validation = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="module")
def cover(frame: Frame) -> bytes:
    return documents.cover(frame.manifest, language="pl", title="T", institution="Sejm")


@pytest.fixture
def anchors(authority: Authority) -> list[asn1_x509.Certificate]:
    """What a trusted list names: who issued the seal, and who stamps."""
    files = (authority.seal_p12.with_name(f"{name}.cert.pem") for name in ("issuing", "tsa"))
    return [load_cert_from_pemder(str(file)) for file in files]  # type: ignore[no-untyped-call]


@pytest.fixture
def trusted(anchors: list[asn1_x509.Certificate]) -> PdfSignatureValidationSpec:
    """Nothing may come from the network: what is needed lies in the file.

    pyHanko asks for the status of those certificates only that name a responder; ours do not.
    """
    trust = SimpleTrustManager.build(trust_roots=anchors)
    declared = RevocationCheckingRule.CHECK_IF_DECLARED
    policy = CertValidationPolicySpec(
        trust_manager=trust,
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(declared, declared)),
    )
    here = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=policy, revinfo_gathering_policy=here)
    )


def known(anchors: list[asn1_x509.Certificate]) -> tuple[ValidationContext, ...]:
    return (ValidationContext(trust_roots=anchors, allow_fetching=False),) * 2


def said(pdf: bytes, check: Validation, *known: Any) -> Any:
    """pyHanko runs an event loop, and a thread of its own is sure not to have one already."""

    async def ask() -> Any:
        seal = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        return await check(seal, *known)

    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(lambda: asyncio.run(ask())).result()


def test_a_sealed_cover_proves_itself_offline(
    cover: bytes,
    signer: Signer,
    authorities: Authorities,
    anchors: list[asn1_x509.Certificate],
    tmp_path: Path,
) -> None:
    sealed = pades.write(cover, signer, authorities)

    verdict = said(sealed, async_validate_pdf_signature, *known(anchors))
    assert verdict.bottom_line
    assert verdict.timestamp_validity.trusted
    with pikepdf.open(BytesIO(sealed)) as opened:
        (answer,) = opened.Root.DSS.OCSPs
        status = revocation.check(answer.read_bytes(), signer.certificate, signer.issuers[0])
        assert len(opened.Root.DSS.VRI) == 1
    assert abs(status.produced_at - verdict.timestamp_validity.timestamp) < timedelta(minutes=1)
    assert sealed.startswith(cover)
    assert promises(sealed, tmp_path) == promises(cover, tmp_path)


def test_a_cover_for_archives_is_good_in_ten_years(
    cover: bytes, signer: Signer, authorities: Authorities, trusted: PdfSignatureValidationSpec
) -> None:
    sealed = pades.write(cover, signer, authorities, is_for_archives=True)

    assert said(sealed, ades_lta_validation, trusted).ades_subindic == AdESPassed.OK
    later = datetime(2036, 1, 1, tzinfo=UTC)
    verdict = said(sealed, simulate_future_ades_lta_validation, trusted, later)
    assert verdict.ades_subindic == AdESPassed.OK


def test_a_changed_cover_is_noticed(
    cover: bytes, signer: Signer, authorities: Authorities, anchors: list[asn1_x509.Certificate]
) -> None:
    sealed = pades.write(cover, signer, authorities)
    place = sealed.index(b"bundle.json")

    changed = sealed[:place] + b"bandit.json" + sealed[place + 11 :]

    assert not said(changed, async_validate_pdf_signature, *known(anchors)).bottom_line


def test_a_revoked_seal_seals_no_cover(
    cover: bytes, authority: Authority, authorities: Authorities
) -> None:
    revoked = seal.signer_from_p12(authority.p12("revoked"), authority.password)

    with pytest.raises(NeedsAPerson, match="revoked"):
        pades.write(cover, revoked, authorities)


def test_without_services_a_cover_is_signed_all_the_same(
    cover: bytes, signer: Signer, tmp_path: Path
) -> None:
    sealed = pades.write(cover, signer, None)

    assert b"/DSS" not in sealed
    assert "Signature is Valid" in pdfsig(sealed, tmp_path)


def test_any_reader_of_pdf_files_shows_the_seal(sealed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(sealed) as container:
        told = pdfsig(container.read("cover.et.pdf"), tmp_path)

    assert "Signature is Valid." in told
    assert "TEST Atmintis e-Seal" in told


def pdfsig(pdf: bytes, folder: Path) -> str:
    (folder / "cover.pdf").write_bytes(pdf)
    program = shutil.which("pdfsig")
    assert program
    command = [program, "-nocert", "cover.pdf"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("is_kept", [True, False])
def test_where_archive_copies_are_kept_covers_are_stamped_as_a_whole(
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
    tmp_path: Path,
    settings: Settings,
    is_kept: bool,
) -> None:
    settings.SEAL_ARCHIVE = is_kept
    (tmp_path / "scratch").mkdir()
    target = tmp_path / "out.asice"

    packing.pack(
        write_payload(tmp_path / "payload"), tmp_path / "scratch", target, (signer, authorities)
    )

    with zipfile.ZipFile(target) as container:
        cover = PdfFileReader(BytesIO(container.read("cover.et.pdf")))
    assert len(cover.embedded_timestamp_signatures) == is_kept
