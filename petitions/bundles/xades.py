"""The signature: XAdES baseline (EN 319 132-1), built step by step as each proof arrives."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from petitions.bundles.asice import Reference

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

Element = etree._Element
SignDigest = Callable[[bytes], bytes]  # a SHA-256 digest → the value as XML signatures hold it


def baseline(
    references: Sequence[Reference], certificate: x509.Certificate, sign: SignDigest
) -> Element:
    """A signature of level B over every reference."""
    signature = etree.Element(f"{{{DS}}}Signature", nsmap={"ds": DS, "xades": XADES}, Id="S0")
    signed_info = _add(signature, DS, "SignedInfo")
    value = _add(signature, DS, "SignatureValue", Id="S0-SIG")
    key_data = _add(_add(signature, DS, "KeyInfo"), DS, "X509Data")
    der = certificate.public_bytes(Encoding.DER)
    _add(key_data, DS, "X509Certificate", base64_of(der))
    holder = _add(signature, DS, "Object")
    qualifying = _add(holder, XADES, "QualifyingProperties", Target="#S0")
    properties = _signed_properties(qualifying, references, der)
    _fill_signed_info(signed_info, references, certificate, properties)
    value.text = base64_of(sign(hashlib.sha256(canonical(signed_info)).digest()))
    return signature


def digest_to_stamp(signature: Element) -> bytes:
    """What a signature timestamp covers: the canonical SignatureValue element."""
    return hashlib.sha256(canonical(_the(signature, DS, "SignatureValue"))).digest()


def add_timestamp(signature: Element, token: bytes) -> None:
    stamp = _add(_unsigned(signature), XADES, "SignatureTimeStamp", Id="S0-T0")
    _add(stamp, DS, "CanonicalizationMethod", Algorithm=EXCLUSIVE_C14N)
    _add(stamp, XADES, "EncapsulatedTimeStamp", base64_of(token))


def add_issuers(signature: Element, issuers: Sequence[x509.Certificate]) -> None:
    """The chain, so that a reader needs to know its last certificate only."""
    certificates = _add(_unsigned(signature), XADES, "CertificateValues")
    for number, issuer in enumerate(issuers):
        der = base64_of(issuer.public_bytes(Encoding.DER))
        _add(certificates, XADES, "EncapsulatedX509Certificate", der, Id=f"S0-CA{number}")


def add_status(signature: Element, response: bytes) -> None:
    """The OCSP answer: with it the file proves itself when the certificate is long gone."""
    answers = _add(_add(_unsigned(signature), XADES, "RevocationValues"), XADES, "OCSPValues")
    _add(answers, XADES, "EncapsulatedOCSPValue", base64_of(response), Id="S0-OCSP")


def method_of(certificate: x509.Certificate) -> str:
    """How the key of a seal signs."""
    is_curve = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    return ECDSA_SHA256 if is_curve else RSA_SHA256


def document(signature: Element) -> bytes:
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    return written(root)


def written(root: Element) -> bytes:
    """The bytes of a file of signatures."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def canonical(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def _fill_signed_info(
    signed_info: Element,
    references: Sequence[Reference],
    certificate: x509.Certificate,
    properties: Element,
) -> None:
    _add(signed_info, DS, "CanonicalizationMethod", Algorithm=EXCLUSIVE_C14N)
    _add(signed_info, DS, "SignatureMethod", Algorithm=method_of(certificate))
    for number, reference in enumerate(references):
        target = _add(signed_info, DS, "Reference", Id=f"S0-R{number}", URI=reference.name)
        _add_digest(target, reference.digest)
    target = _add(signed_info, DS, "Reference", Type=SIGNED_PROPERTIES, URI="#S0-SP")
    _add(_add(target, DS, "Transforms"), DS, "Transform", Algorithm=EXCLUSIVE_C14N)
    _add_digest(target, hashlib.sha256(canonical(properties)).digest())


def _signed_properties(parent: Element, references: Sequence[Reference], der: bytes) -> Element:
    properties = _add(parent, XADES, "SignedProperties", Id="S0-SP")
    about_signature = _add(properties, XADES, "SignedSignatureProperties")
    signed_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _add(about_signature, XADES, "SigningTime", signed_at)
    signer = _add(_add(about_signature, XADES, "SigningCertificateV2"), XADES, "Cert")
    _add_digest(_add(signer, XADES, "CertDigest"), hashlib.sha256(der).digest())
    about_files = _add(properties, XADES, "SignedDataObjectProperties")
    for number, reference in enumerate(references):
        shape = _add(about_files, XADES, "DataObjectFormat", ObjectReference=f"#S0-R{number}")
        _add(shape, XADES, "MimeType", reference.media_type)
    return properties


def _unsigned(signature: Element) -> Element:
    qualifying = _the(signature, XADES, "QualifyingProperties")
    for found in qualifying.iter(f"{{{XADES}}}UnsignedSignatureProperties"):
        return found
    unsigned = _add(qualifying, XADES, "UnsignedProperties")
    return _add(unsigned, XADES, "UnsignedSignatureProperties")


def _the(signature: Element, namespace: str, tag: str) -> Element:
    return next(signature.iter(f"{{{namespace}}}{tag}"))


def _add_digest(parent: Element, digest: bytes) -> None:
    _add(parent, DS, "DigestMethod", Algorithm=SHA256)
    _add(parent, DS, "DigestValue", base64_of(digest))


def _add(
    parent: Element, namespace: str, tag: str, text: str | None = None, **attributes: str
) -> Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    element.text = text
    for name, value in attributes.items():
        element.set(name, value)
    return element


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()
