"""The seal on the cover itself (PAdES): Poland, Ukraine and every PDF reader look for it there.

EN 319 142-1: level B-B is the bare signature; a timestamp and the status of the certificates, in
the document security store, make it B-LT; a timestamp over all of that makes it B-LTA.
"""

import asyncio
import hashlib
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from asn1crypto import cms, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation
from pyhanko_certvalidator.registry import SimpleCertificateStore

from petitions.bundles import revocation, timestamp, unreadable
from petitions.bundles.authority import AuthorityFailed
from petitions.bundles.seal import Authorities, Signer, status_of

FIELD, STAMP = "Seal", "Timestamp"
RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+\d{1,10}\s*\]")
ROOM = 32_768  # hex digits kept for signature, chain and timestamp, so that none is asked twice


def write(
    pdf: bytes, signer: Signer, authorities: Authorities | None, *, is_for_archives: bool = False
) -> bytes:
    """Seal a PDF: level B-LT, or B-LTA for archives, or B-B when there are no authorities."""
    hand = _Hand(signer)
    if authorities is None:
        return _alone(_seal(pdf, hand, None))
    stamper = _Stamper(authorities)
    lasting = _with_proofs(_alone(_seal(pdf, hand, stamper)), signer, authorities)
    return _alone(_stamp(lasting, stamper)) if is_for_archives else lasting


def sealed_by(pdf: bytes) -> x509.Certificate | None:
    """Whose seal is on it; nobody's where it has none, or cannot be read. It is not checked.

    Where it lies, its own range of bytes says (ISO 32000-1, 12.8.1): the rest need not be read.
    """
    found = RANGE.search(pdf)
    if found is None:
        return None
    try:
        signed = cms.ContentInfo.load(_between(pdf, found))
        own = extract_certs_for_validation(signed["content"]).signer_cert
        return x509.load_der_x509_certificate(own.dump())
    except unreadable.ERRORS:
        return None


def _between(pdf: bytes, found: re.Match[bytes]) -> bytes:
    """What lies in the gap of a range, with the zeros behind it."""
    return bytes.fromhex(pdf[int(found[1]) + 1 : int(found[2]) - 1].decode())


def _alone(step: Coroutine[Any, Any, bytes]) -> bytes:
    # pyHanko runs an event loop, and a thread of its own is sure not to have one already.
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, step).result()


async def _seal(pdf: bytes, hand: "_Hand", stamper: "_Stamper | None") -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(FIELD, readable_field_name=FIELD))
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    sealed = await signers.PdfSigner(about, hand, timestamper=stamper).async_sign_pdf(
        writer, bytes_reserved=ROOM
    )
    return bytes(sealed.getvalue())


def _with_proofs(pdf: bytes, signer: Signer, authorities: Authorities) -> bytes:
    """Add the chains and the status of seal and timestamp, as a further revision of the file."""
    (range_,) = RANGE.finditer(pdf)
    seal = _between(pdf, range_)
    (own,) = cms.ContentInfo.load(seal)["content"]["signer_infos"]
    (token,) = own["unsigned_attrs"][0]["values"]
    stamp = timestamp.check_content(token.dump(), own["signature"].native)
    everybody = dict.fromkeys((signer.certificate, *signer.issuers, stamp.by, *stamp.issuers))
    answers = (status_of(signer, authorities), *_status_of_stamp(stamp))
    output = BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        output,
        seal,
        certs=[_for_pyhanko(certificate) for certificate in everybody],
        ocsps=[ocsp.OCSPResponse.load(answer) for answer in answers],
    )
    return output.getvalue()


def _status_of_stamp(stamp: timestamp.Timestamp) -> Iterator[bytes]:
    """Where the certificate of a timestamp service says whom to ask; trusted lists name it too."""
    url = revocation.address(stamp.by, "")
    issuer = next((each for each in stamp.issuers if each.subject == stamp.by.issuer), None)
    if url and issuer:
        answer = revocation.ask_about(stamp.by, issuer, url)
        try:
            revocation.check(answer, stamp.by, issuer)
        except revocation.BadStatus as error:
            said = _("The certificate of the timestamp service could not be shown to be good.")
            raise AuthorityFailed(said) from error
        yield answer


async def _stamp(pdf: bytes, stamper: "_Stamper") -> bytes:
    """A timestamp over the whole file, and so over the proofs in it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    whole = signers.PdfTimeStamper(stamper, field_name=STAMP, readable_field_name=STAMP)
    stamped = await whole.async_timestamp_pdf(writer, "sha256", bytes_reserved=ROOM)
    return bytes(stamped.getvalue())


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
