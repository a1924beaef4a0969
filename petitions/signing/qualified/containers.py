"""A signed container: our statement and nothing else that could be read, one signature over it.

ASiC-E and ASiC-S (EN 319 162-1) with XAdES or CAdES, and Lithuania's ADOC, which is one of them
with descriptions beside the document.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from petitions.bundles import container as zipped
from petitions.bundles import signature_check, signed_xml
from petitions.bundles.container import Bounds, Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.signature_check import Checked, Ways
from petitions.bundles.xades import ASIC
from petitions.signing.qualified import cades, descriptions, outside
from petitions.signing.qualified.found import Found, Known, Statements, of_checked
from petitions.signing.qualified.reasons import Reason, Wrong, of_flaw

#: Names that people's programs give; no folders but ADOC's, nothing that cannot be printed.
NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}|" + descriptions.METADATA.pattern)
XADES_FILE = re.compile(
    r"META-INF/(signatures/)?[A-Za-z0-9._-]*signatures[A-Za-z0-9._-]*\.xml", re.ASCII
)
CADES_FILE = re.compile(r"META-INF/[A-Za-z0-9._-]*signature[A-Za-z0-9._-]*\.p7s", re.ASCII)
MANIFEST = re.compile(r"META-INF/ASiCManifest[A-Za-z0-9._-]*\.xml", re.ASCII)
BESIDE = (CADES_FILE.pattern, MANIFEST.pattern, re.escape(descriptions.RELATIONS))
BOUNDS = Bounds(
    members=20,
    size=50 << 20,
    name=NAME,
    kinds=frozenset(outside.CONTAINERS),
    signature=XADES_FILE,
    meta=re.compile("|".join(BESIDE), re.ASCII),
    folders=re.compile(r"META-INF/(signatures/)?|metadata/"),
)
DOCUMENT_SIGNATURES = (
    "{urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0}document-signatures"
)
ROOTS = signature_check.OURS.roots | {DOCUMENT_SIGNATURES}
#: The DigiDoc library calls a later word of the issuer an error.
LIBRARYS_DELAY = timedelta(hours=24)


def read(path: Path, statements: Statements, known: tuple[x509.Certificate, ...]) -> Found:
    """The signature in a container. Raises `Wrong` with the reason why there is none."""
    try:
        with zipped.opened(path, BOUNDS) as container:
            xml, cms = container.signatures, _matching(container, CADES_FILE)
            if len(xml) + len(cms) != 1:
                raise Wrong(Reason.TWO_SIGNERS if xml or cms else Reason.NO_SIGNATURE)
            checked = _by_xades(container, known) if xml else _by_cades(container, cms[0], known)
            statement = _statement_in(container, statements)
            kind = outside.CONTAINERS[container.kind]
            suits_library = bool(xml) and _suits_library(container, checked)
    except Flaw as flaw:
        raise of_flaw(flaw) from flaw
    except cades.UNREADABLE as error:
        raise Wrong(Reason.DAMAGED) from error
    return of_checked(statement, checked, kind, suits_library=suits_library)


def _ways(known: tuple[x509.Certificate, ...] = ()) -> Ways:
    return Ways(known, descriptions.IN_PART, descriptions.UNSIGNED, ROOTS)


def _by_xades(container: Container, known: tuple[x509.Certificate, ...]) -> Checked:
    ways = _ways(known)
    count = len(signature_check.elements(container, ways))
    if count != 1:
        raise Wrong(Reason.TWO_SIGNERS if count else Reason.NO_SIGNATURE)
    (checked,) = signature_check.check(container, ways)
    return checked


def _by_cades(container: Container, name: str, known: tuple[x509.Certificate, ...]) -> Checked:
    """Of one file its bytes are signed (ASiC-S), of several a list of their digests (ASiC-E)."""
    signed = cades.parsed(outside.unarmoured(container.read(name)))
    if outside.CONTAINERS[container.kind] == outside.ASICS:
        if len(container.members) != 1:
            raise Wrong(Reason.EXTRA_FILE)
        what = container.members[0]
    else:
        what = _manifest_of(container, name)
    return cades.check(signed, lambda algorithm: container.digest(what, algorithm), known)


def _manifest_of(container: Container, signature: str) -> str:
    """The list that this signature is about; every file stands on it, with its own digest."""
    names = _matching(container, MANIFEST)
    if len(names) != 1:
        raise Wrong(Reason.TWO_SIGNERS if names else Reason.DAMAGED)
    (name,) = names
    root = signed_xml.parse(container.read(name))
    about = signed_xml.one(root, f"{{{ASIC}}}SigReference").get("URI", "")
    if root.tag != f"{{{ASIC}}}ASiCManifest" or about != signature:
        raise Wrong(Reason.DAMAGED)
    references = root.findall(f"{{{ASIC}}}DataObjectReference")
    signature_check.check_files(references, container, _ways())
    return name


def _matching(container: Container, pattern: re.Pattern[str]) -> list[str]:
    return [name for name in container.meta if pattern.fullmatch(name)]


def _statement_in(container: Container, statements: Statements) -> Known:
    """The one whose PDF is signed here, with no other file than its own and descriptions of it."""
    documents = descriptions.documents_in(container)
    digests = {container.digest(name).hex(): name for name in documents}
    for statement in statements:
        if statement.pdf in digests:
            if not set(digests) <= statement.files or len(digests) != len(documents):
                raise Wrong(Reason.EXTRA_FILE)
            descriptions.must_be_about(container, digests[statement.pdf])
            return statement
    raise Wrong(Reason.OTHER_TEXT)


def _suits_library(container: Container, checked: Checked) -> bool:
    """It knows neither lists of the revoked nor descriptions."""
    if checked.stamp is None or checked.status is None or descriptions.are_in(container):
        return False
    is_asked = checked.status.until is None
    return is_asked and abs(checked.status.produced_at - checked.stamp.at) <= LIBRARYS_DELAY
