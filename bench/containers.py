"""How many uploaded files one core checks in a second: our own check and the DigiDoc library's."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from asn1crypto import cms
from django.test.utils import override_settings
from pyhanko.sign import signers
from pyhanko.sign.timestamps import HTTPTimeStamper

from config.local.authority import Authority, running_authority
from petitions.bundles import pades, seal
from petitions.bundles.asice import Member
from petitions.bundles.seal import Authorities, Signer
from petitions.campaigns.demo_texts import demo_texts
from petitions.models import Petition, PetitionText
from petitions.signing.qualified import examiner, statement
from petitions.signing.qualified.found import Known
from petitions.signing.qualified.statement import Made

TICKS = os.sysconf("SC_CLK_TCK")
MANY = 200
PETITION = 1


@dataclass(frozen=True)
class Figure:
    """Files a second, by the clock and for each second of processor time."""

    by_clock: float
    by_core: float


def measure() -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder, _trusting(Path(folder)) as authority:
        made = _statement()
        signer = seal.signer_from_p12(authority.p12("person"), authority.password)
        services = Authorities((authority.tsa_url,), authority.ocsp_url)
        files = {
            "ASiC-E": _container(Path(folder), made, signer, services),
            "PDF": pades.write(made.pdf, signer, services),
            "CAdES": _signature_file(made, authority),
        }
        known = Known(
            pk=1,
            petition=PETITION,
            pdf=made.pdf_sha256,
            size=len(made.pdf),
            files=frozenset(made.files),
            pdf_sha384=hashlib.sha384(made.pdf).hexdigest(),
            pdf_sha512=hashlib.sha512(made.pdf).hexdigest(),
        )
        try:
            return {kind: _rate(content, known) for kind, content in files.items()}
        finally:
            examiner.stop()


def _rate(content: bytes, known: Known) -> Figure:
    for _warming in range(5):
        examiner.examine(content, PETITION, [known])
    started, used = perf_counter(), _used()
    for _file in range(MANY):
        examiner.examine(content, PETITION, [known])
    return Figure(MANY / (perf_counter() - started), MANY / (_used() - used))


def _used() -> float:
    """Processor seconds of this process and of the one that looks into files."""
    stat = Path(f"/proc/{examiner.child()}/stat").read_text().rpartition(")")[2].split()
    return process_time() + (int(stat[11]) + int(stat[12])) / TICKS


@contextmanager
def _trusting(folder: Path) -> Iterator[Authority]:
    with running_authority(folder / "authority") as authority:
        theirs = {"TRUST_STORE": authority.trust_store, "OCSP_URL": authority.ocsp_url}
        with override_settings(**theirs):
            yield authority


def _container(folder: Path, made: Made, signer: Signer, services: Authorities) -> bytes:
    (folder / "statement.pdf").write_bytes(made.pdf)
    target = folder / "signed.asice"
    seal.write(target, [Member("statement.pdf", folder / "statement.pdf")], signer, services)
    return target.read_bytes()


def _signature_file(made: Made, authority: Authority) -> bytes:
    """Without the statement, and with a timestamp: what Diia makes (CAdES B-T)."""
    signer = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]
        str(authority.p12("person")), passphrase=authority.password.encode()
    )
    signing = signer.async_sign_general_data(
        cms.ContentInfo({"content_type": "data", "content": made.pdf}),
        "sha256",
        use_cades=True,
        timestamper=HTTPTimeStamper(authority.tsa_url),
    )
    return bytes(asyncio.run(signing).dump())


def _statement() -> Made:
    texts = {
        language: PetitionText(
            language=language, title=words.title, summary=words.summary, body=words.body
        )
        for language, words in demo_texts().items()
    }
    petition = Petition(slug="bench", text_digest="00" * 32, frozen_at=datetime.now(UTC))
    return statement.make(petition, texts, "en")
