"""GoSign and other Lithuanian programs: documents with descriptions of themselves (ADOC)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from petitions.bundles import timestamp, transforms, xades
from petitions.bundles.asice import Reference
from petitions.bundles.xades import DS, Element
from tests.petitions.signing.qualified.cades_programs import ASICE, packed
from tests.petitions.signing.qualified.signing_programs import Programs

V1 = "application/vnd.lt.archyvai.adoc-2008"
ARCHIVES = "http://www.archyvai.lt/adoc/2008"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0"
SIGNABLE, UNSIGNABLE = "metadata/signableMetadata0.xml", "metadata/unsignableMetadata0.xml"
RELATIONS, MANIFEST = "META-INF/relations.xml", "META-INF/manifest.xml"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
PARTS = ("ancestor-or-self::*[@ID='document_0']", "ancestor-or-self::*[@ID='author_0']")


def signable(title: str = "Pareiškimas") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<sig:metadata xmlns:sig="{ARCHIVES}/metadata/signable" ID="metadata_0">
  <sig:document ID="document_0"><sig:title>{title}</sig:title></sig:document>
  <sig:authors ID="authors_0">
    <sig:author ID="author_0"><sig:name>ONA TEST-KAZLAUSKIENĖ</sig:name></sig:author>
  </sig:authors>
</sig:metadata>""".encode()


def unsignable(told: str = "GoSign") -> bytes:
    return f"""<uns:metadata xmlns:uns="{ARCHIVES}/metadata/unsignable" ID="metadata_0">
  <uns:Use ID="use_0"><uns:generator>{told}</uns:generator></uns:Use>
</uns:metadata>""".encode()


def relations(main: str = "statement.pdf", *more: tuple[str, str]) -> bytes:
    kinds = [("content/main", main), ("metadata/signable", SIGNABLE), *more]
    told = "".join(
        f'<Relationship full-path="{path}" type="{ARCHIVES}/relationships/{kind}"/>'
        for kind, path in kinds
    )
    return (
        f'<Relationships xmlns="{ARCHIVES}/relationships"><SourcePart full-path="/">{told}'
        f"</SourcePart></Relationships>"
    ).encode()


@dataclass(frozen=True)
class AdocProgram:
    """Signs `whole` files, and `parts` of the description by expressions."""

    programs: Programs
    whole: tuple[str, ...] = ("statement.pdf", SIGNABLE)
    parts: tuple[str, ...] = ()
    of: str = SIGNABLE
    kind: str = ASICE
    folders: Mapping[str, bytes] = field(
        default_factory=lambda: {"META-INF/": b"", "metadata/": b""}
    )

    def sign(self, files: Mapping[str, bytes]) -> bytes:
        signature = self._signature(files)
        name = "META-INF/signatures/signatures0.xml" if self.kind == V1 else _ASIC_NAME
        manifest = b'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        parts = {**self.folders, **files, MANIFEST: manifest, name: self._document(signature)}
        return packed(self.kind, parts)

    def _signature(self, files: Mapping[str, bytes]) -> Element:
        signer = self.programs.signer("person-lt")
        digests = {name: hashlib.sha256(files[name]).digest() for name in self.whole}
        references = [Reference(name, "text/xml", digest) for name, digest in digests.items()]
        references += [Reference(self.of, "text/xml", bytes(32)) for _part in self.parts]
        signature = xades.baseline(references, signer.certificate, signer.sign)
        last = signature.findall(f".//{{{DS}}}Reference")[len(self.whole) :]
        for reference, expression in zip(last, self.parts, strict=False):
            _sign_part(reference, expression, files[self.of])
        value = signature.find(f"{{{DS}}}SignatureValue")
        signed_info = signature.find(f"{{{DS}}}SignedInfo")
        assert value is not None
        assert signed_info is not None
        signed = signer.sign(hashlib.sha256(xades.canonical(signed_info)).digest())
        value.text = b64encode(signed).decode()
        urls = [self.programs.authority.tsa_url]
        token = timestamp.fetch(xades.digest_to_stamp(signature), urls)
        xades.add_timestamp(signature, token)
        xades.add_issuers(signature, signer.issuers)
        xades.add_status(signature, self.programs.status(signer))
        return signature

    def _document(self, signature: Element) -> bytes:
        if self.kind != V1:
            return xades.document(signature)
        root = etree.Element(f"{{{OPEN_DOCUMENT}}}document-signatures")
        root.append(signature)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _sign_part(reference: Element, expression: str, xml: bytes) -> None:
    chosen = etree.Element(f"{{{DS}}}Transforms")
    transform = etree.SubElement(chosen, f"{{{DS}}}Transform", Algorithm=transforms.XPATH)
    etree.SubElement(transform, f"{{{DS}}}XPath").text = expression
    etree.SubElement(chosen, f"{{{DS}}}Transform", Algorithm=INCLUSIVE)
    reference.insert(0, chosen)
    root = etree.fromstring(xml)
    identifier = expression.partition("='")[2].partition("'")[0]
    found = root.xpath("//*[@ID=$it]", it=identifier)
    part = found[0] if isinstance(found, list) and found else root
    value = reference.find(f"{{{DS}}}DigestValue")
    assert value is not None
    octets = etree.tostring(part, method="c14n", with_comments=False)  # type: ignore[arg-type]
    value.text = b64encode(hashlib.sha256(octets).digest()).decode()


_ASIC_NAME = "META-INF/signatures0.xml"
