"""Programs that sign as CAdES, with and without a container around it."""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from asn1crypto import cms, core, ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from lxml import etree
from pyhanko.sign import signers
from pyhanko.sign.timestamps import HTTPTimeStamper

from config.local.authority import Authority, pki
from petitions.bundles.seal import Signer
from petitions.bundles.xades import ASIC, DS
from petitions.signing.qualified.cades import REVOCATION_VALUES
from tests.petitions.signing.qualified.signing_programs import Programs

ASICE, ASICS = "application/vnd.etsi.asic-e+zip", "application/vnd.etsi.asic-s+zip"
Words = Sequence[bytes]


@dataclass(frozen=True)
class CadesPrograms:
    authority: Authority

    def sign(
        self,
        content: bytes,
        who: str = "person",
        *,
        detached: bool = True,
        digest: str = "sha256",
        stamped: bool = True,
    ) -> cms.ContentInfo:
        """A structure that can still be changed; `dump` makes the file of it."""
        key = str(self.authority.p12(who))
        password = self.authority.password.encode()
        signer = signers.SimpleSigner.load_pkcs12(key, passphrase=password)  # type: ignore[no-untyped-call]
        stamper = HTTPTimeStamper(self.authority.tsa_url) if stamped else None
        inside = cms.ContentInfo({"content_type": "data", "content": content})
        with ThreadPoolExecutor(max_workers=1) as own:
            signing = signer.async_sign_general_data(
                inside, digest, detached=detached, use_cades=True, timestamper=stamper
            )
            return own.submit(asyncio.run, signing).result()

    def file(self, content: bytes, who: str = "person", **ways: bool | str) -> bytes:
        return bytes(self.sign(content, who, **ways).dump())  # type: ignore[arg-type]

    def lasting(self, content: bytes, answers: Words = (), lists: Words = ()) -> bytes:
        """Level LT: the issuer's words in the structure itself."""
        signed = self.sign(content)
        choices = [{"crl": cms.CertificateList.load(each)} for each in lists]
        choices += [
            {
                "other": {
                    "other_rev_info_format": "ocsp_response",
                    "other_rev_info": ocsp.OCSPResponse.load(answer),
                }
            }
            for answer in answers
        ]
        signed["content"]["crls"] = [cms.RevocationInfoChoice(choice) for choice in choices]
        return bytes(signed.dump())

    def lasting_beside(self, content: bytes, answers: Words = (), lists: Words = ()) -> bytes:
        """The same as older programs write it: beside the signature (revocation-values)."""
        basics = (
            ocsp.OCSPResponse.load(answer)["response_bytes"]["response"].parsed.dump()
            for answer in answers
        )
        value = _sequence(
            _explicit(0, _sequence(*lists)) if lists else b"",
            _explicit(1, _sequence(*basics)) if answers else b"",
        )
        signed = self.sign(content)
        signer = signed["content"]["signer_infos"][0]
        more = _sequence(core.ObjectIdentifier(REVOCATION_VALUES).dump(), _tagged(0x31, value))
        signer["unsigned_attrs"] = [*signer["unsigned_attrs"], cms.CMSAttribute.load(more)]
        return bytes(signed.dump())

    def answer(self, who: str = "person") -> bytes:
        return Programs(self.authority, Path()).status(self._signer(who))

    def serial(self, who: str) -> int:
        return self._signer(who).certificate.serial_number

    def asics(self, files: Mapping[str, bytes], signed: bytes) -> bytes:
        """One file and its signature. Several files are what no program makes."""
        return packed(ASICS, {**files, "META-INF/signature.p7s": signed})

    def asice(self, files: Mapping[str, bytes], who: str = "person", **ways: bool | str) -> bytes:
        manifest = a_manifest(files)
        parts = {
            **files,
            "META-INF/ASiCManifest001.xml": manifest,
            "META-INF/signature001.p7s": self.file(manifest, who, **ways),
        }
        return packed(ASICE, parts)

    def _signer(self, who: str) -> Signer:
        return Programs(self.authority, Path()).signer(who)


def a_list(
    authority: Authority,
    revoked: Mapping[int, datetime] | None = None,
    *,
    at: datetime | None = None,
    by: str = "issuing",
    more: Sequence[x509.ExtensionType] = (),
) -> bytes:
    """A list of the revoked from now or from `at`, good for a day; what it has `more` is critical.

    It says that it only tells changes in a way that one may overlook, as RFC 5280 forbids.
    """
    folder, at = authority.trust_store.parent, at or datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(pki.certificate(folder, by).subject)
        .last_update(at)
        .next_update(at + timedelta(days=1))
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    for extension in more:
        is_delta = isinstance(extension, x509.DeltaCRLIndicator)
        builder = builder.add_extension(extension, critical=not is_delta)
    for serial, since in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    made = builder.sign(pki.private_key(folder, by), hashes.SHA256())
    return made.public_bytes(serialization.Encoding.DER)


def a_manifest(files: Mapping[str, bytes], signature: str = "META-INF/signature001.p7s") -> bytes:
    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DS})
    etree.SubElement(root, f"{{{ASIC}}}SigReference", URI=signature)
    for name, content in files.items():
        reference = etree.SubElement(root, f"{{{ASIC}}}DataObjectReference", URI=quote(name))
        method = "http://www.w3.org/2001/04/xmlenc#sha256"
        etree.SubElement(reference, f"{{{DS}}}DigestMethod", Algorithm=method)
        value = etree.SubElement(reference, f"{{{DS}}}DigestValue")
        value.text = b64encode(hashlib.sha256(content).digest()).decode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def packed(kind: str, parts: Mapping[str, bytes]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in {"mimetype": kind.encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


def parts_of(container: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _explicit(number: int, content: bytes) -> bytes:
    return _tagged(0xA0 | number, content)


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content
