"""The seal on the cover itself (PAdES): Poland, Ukraine and every PDF reader look for it there."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from petitions.bundles import timestamp
from petitions.bundles.seal import Authorities, Signer

FIELD = "Seal"
ROOM = 32_768  # hex digits kept for signature, chain and timestamp, so that none is asked twice


def write(pdf: bytes, signer: Signer, authorities: Authorities | None) -> bytes:
    """Seal a PDF: level B-T, or B-B when there are no authorities."""
    stamper = _Stamper(authorities) if authorities else None
    # pyHanko runs an event loop, and a thread of its own is sure not to have one already.
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, _seal(pdf, _Hand(signer), stamper)).result()


async def _seal(pdf: bytes, hand: "_Hand", stamper: "_Stamper | None") -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(FIELD))
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    sealed = await signers.PdfSigner(about, hand, timestamper=stamper).async_sign_pdf(
        writer, bytes_reserved=ROOM
    )
    return bytes(sealed.getvalue())


class _Hand(signers.Signer):
    """pyHanko signs with whatever signs our containers."""

    def __init__(self, signer: Signer) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register_multiple(_for_pyhanko(issuer) for issuer in signer.issuers)
        super().__init__(signing_cert=_for_pyhanko(signer.certificate), cert_registry=known)
        self._ours = signer

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        value = self._ours.sign(hashlib.sha256(data).digest())
        if not isinstance(self._ours.certificate.public_key(), ec.EllipticCurvePublicKey):
            return value
        half = len(value) // 2
        numbers = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
        return utils.encode_dss_signature(*numbers)


class _Stamper(TimeStamper):
    def __init__(self, authorities: Authorities) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authorities = authorities

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        asked = self._authorities
        token = timestamp.fetch(message_digest, asked.tsa_urls, asked.trust)
        return cms.ContentInfo.load(token)


def _for_pyhanko(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
