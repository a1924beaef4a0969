"""What we cannot check is called by its name, and never damaged."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import algos, cms, core, keys, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import OCSPNonce, ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko_certvalidator.registry import SimpleCertificateStore

from petitions.bundles import asice, authority, xades
from petitions.bundles.asice import Member, Reference
from petitions.signing.qualified.statement import Made
from tests.petitions.signing.qualified.cades_programs import ASICE, CadesPrograms, packed, parts_of
from tests.petitions.signing.qualified.signing_programs import Programs

Why = Callable[..., str]
SIGNATURE = "META-INF/signatures0.xml"
DSTU = "1.2.804.2.1.1.1.1.3.1.1"
GOST_34311 = "1.2.804.2.1.1.1.1.2.1"
NAMED = [
    (DSTU, "dstu"),
    ("1.2.804.2.1.1.1.1.3.6.1", "dstu"),
    ("1.2.840.10045.4.1", "weak_algorithm"),
    ("1.3.101.113", "edwards"),
    ("1.2.643.7.1.1.3.2", "algorithm"),
    ("1.2.840.10045.2.1", "algorithm"),
]


def a_key_of_dstu(certificate: x509.Certificate) -> x509.Certificate:
    """The same certificate about a key of Ukraine's own kind."""
    algorithm = core.Sequence.load(b"\x30\x0d" + core.ObjectIdentifier(DSTU).dump())
    assert len(algorithm.dump()) == 15
    raw = algorithm.dump() + core.BitString((0,) * 264).dump()
    changed = certificate.copy()
    info = keys.PublicKeyInfo.load(b"\x30" + bytes([len(raw)]) + raw)
    changed["tbs_certificate"]["subject_public_key_info"] = info
    return x509.Certificate.load(changed.dump(force=True))


@pytest.mark.parametrize(("identifier", "why"), NAMED)
def test_how_a_signature_file_was_signed(
    reason: Why, cades: CadesPrograms, made: Made, identifier: str, why: str
) -> None:
    signed = cades.sign(made.pdf)
    signer = signed["content"]["signer_infos"][0]
    signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": identifier})

    assert reason(signed.dump()) == why


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        (GOST_34311, "dstu"),
        ("1.3.14.3.2.26", "weak_algorithm"),
        ("1.2.840.113549.2.5", "weak_algorithm"),
        ("2.16.840.1.101.3.4.2.12", "edwards"),
        ("2.16.840.1.101.3.4.2.8", "algorithm"),
    ],
)
def test_by_which_digest_a_signature_file_was_signed(
    reason: Why, cades: CadesPrograms, made: Made, identifier: str, why: str
) -> None:
    signed = cades.sign(made.pdf)
    signer = signed["content"]["signer_infos"][0]
    signer["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": identifier})

    assert reason(signed.dump()) == why


def test_a_real_signature_with_sha1(reason: Why, cades: CadesPrograms, made: Made) -> None:
    assert reason(cades.file(made.pdf, digest="sha1")) == "weak_algorithm"


def test_a_timestamp_by_dstu(reason: Why, cades: CadesPrograms, made: Made) -> None:
    signed = cades.sign(made.pdf)
    (attribute,) = signed["content"]["signer_infos"][0]["unsigned_attrs"]
    token = attribute["values"][0]
    stamper = token["content"]["signer_infos"][0]
    stamper["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": DSTU})
    again = cms.ContentInfo.load(token.dump(force=True))
    signed["content"]["signer_infos"][0]["unsigned_attrs"] = [
        cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [again]})
    ]

    assert reason(signed.dump()) == "dstu"


def test_a_key_of_dstu_in_a_signature_file(reason: Why, cades: CadesPrograms, made: Made) -> None:
    signed = cades.sign(made.pdf)
    certificates = [each.chosen for each in signed["content"]["certificates"]]
    signed["content"]["certificates"] = [
        cms.CertificateChoices({"certificate": each if each.ca else a_key_of_dstu(each)})
        for each in certificates
    ]

    assert reason(signed.dump()) == "dstu"


@pytest.mark.parametrize(
    ("identifier", "digest", "why"),
    [
        (DSTU, "sha256", "dstu"),
        ("1.2.840.10045.4.1", "sha1", "weak_algorithm"),
        ("1.3.101.113", "shake256", "edwards"),
        ("1.2.643.7.1.1.3.2", "sha256", "algorithm"),
    ],
)
def test_how_a_pdf_was_signed(
    reason: Why, programs: Programs, made: Made, identifier: str, digest: str, why: str
) -> None:
    signer = programs.signer("person")
    chain = (signer.certificate, *signer.issuers)
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    known.register_multiple(x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in chain)
    hand = signers.ExternalSigner(
        x509.Certificate.load(signer.certificate.public_bytes(Encoding.DER)),
        known,
        signature_value=bytes(64),
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": identifier}),
    )
    about = signers.PdfSignatureMetadata(field_name="Signature1", md_algorithm=digest)
    program = signers.PdfSigner(about, hand, new_field_spec=SigFieldSpec("Signature1"))
    writer = IncrementalPdfFileWriter(BytesIO(made.pdf))
    with ThreadPoolExecutor(max_workers=1) as own:
        signed = own.submit(asyncio.run, program.async_sign_pdf(writer)).result()

    assert reason(signed.getvalue()) == why


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", "weak_algorithm"),
        ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448", "edwards"),
        ("http://czo.gov.ua/xmldsig#dstu4145-gost34311", "dstu"),
        ("http://www.w3.org/2007/05/xmldsig-more#ecdsa-whirlpool", "algorithm"),
    ],
)
def test_how_a_container_was_signed(
    reason: Why, programs: Programs, made: Made, name: str, why: str
) -> None:
    parts = parts_of(programs.container({"statement.pdf": made.pdf}))
    signature = parts[SIGNATURE].replace(xades.ECDSA_SHA256.encode(), name.encode())

    assert reason(packed(ASICE, {**parts, SIGNATURE: signature})) == why


def test_an_estonian_time_mark_is_no_timestamp(
    reason: Why, programs: Programs, made: Made, tmp_path: Path
) -> None:
    """BDOC 2.1 asked the issuer about the certificate with a digest of the signature as nonce."""
    signer = programs.signer("person")

    def sign(references: Sequence[Reference]) -> bytes:
        signature = xades.baseline(references, signer.certificate, signer.sign)
        value = next(signature.iter(f"{{{xades.DS}}}SignatureValue"))
        own = hashlib.sha256(_decoded(value.text or "")).digest()
        told = algos.DigestInfo({"digest_algorithm": {"algorithm": "sha256"}, "digest": own})
        xades.add_issuers(signature, signer.issuers)
        xades.add_status(signature, _asked(programs, told.dump()))
        return xades.document(signature)

    (tmp_path / "statement.pdf").write_bytes(made.pdf)
    asice.write(tmp_path / "a.bdoc", [Member("statement.pdf", tmp_path / "statement.pdf")], sign)

    assert reason((tmp_path / "a.bdoc").read_bytes()) == "time_mark"


def _asked(programs: Programs, nonce: bytes) -> bytes:
    signer = programs.signer("person")
    question = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(signer.certificate, signer.issuers[0], hashes.SHA256())
        .add_extension(OCSPNonce(core.OctetString(nonce).dump()), critical=False)
        .build()
    )
    raw = question.public_bytes(Encoding.DER)
    return authority.ask(programs.authority.ocsp_url, raw, "ocsp")


def _decoded(text: str) -> bytes:
    return b64decode("".join(text.split()))
