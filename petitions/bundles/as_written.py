"""What no signature covers in a container is as we write it: how it is packed, its list, proofs.

Whoever countersigns in DigiDoc gets a container that was packed anew. Then the list may be spaced
in another way, but says the same.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from urllib.parse import unquote

from cryptography import x509
from django.utils.translation import gettext as _

from petitions.bundles import asice, issuing, pades, signature_check, xades
from petitions.bundles.container import Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.signature_check import Checked
from petitions.bundles.signed_xml import parse
from petitions.bundles.stored_zip import MADE_BY, MODE
from petitions.bundles.xades import DS, XADES

PACKED = (MADE_BY, MODE, 0, 0, 0, b"", b"")
_FORMAT = f".//{{{XADES}}}DataObjectFormat"
_ENTRY = f"{{{asice.MANIFEST}}}file-entry"
_PATH, _TYPE = f"{{{asice.MANIFEST}}}full-path", f"{{{asice.MANIFEST}}}media-type"


def check(container: Container, signatures: Sequence[Checked]) -> None:
    """Raises Flaw with the name of the part. The signatures have been checked before."""
    for name in (asice.MANIFEST_NAME, asice.SIGNATURES):
        if not container.has(name):
            raise Flaw(_("“%(name)s” is missing.") % {"name": name})
    is_ours = len(signatures) == 1
    _check_packing(container, is_ours=is_ours)
    _check_signatures(container, is_ours=is_ours)
    _check_chains(signatures)
    found, types = container.read(asice.MANIFEST_NAME), _signed_types(container)
    is_good = found == asice.package_list(sorted(types.items()))
    if not is_good and not is_ours:
        is_good = _listed(found) == {"/": asice.MEDIA_TYPE, **types}
    if not is_good:
        raise Flaw(_("“META-INF/manifest.xml” does not list the files as they are."))
    _check_covers(container, signatures)


def _check_packing(container: Container, *, is_ours: bool) -> None:
    """In our order, and with nothing said of a file that we do not say.

    SECURITY: nobody may make links: unpacked, one shows what lies elsewhere on the reader's disk.
    """
    names = ["mimetype", asice.MANIFEST_NAME, *sorted(container.members), asice.SIGNATURES]
    if not is_ours:
        names = [info.filename for info in container.infos]
    for name, info in zip(names, container.infos, strict=False):
        is_plain = stat.S_IFMT(info.external_attr >> 16) in {0, stat.S_IFREG}
        if not is_plain or (is_ours and _packed(info) != (name, *PACKED)):
            raise Flaw(_("“%(name)s” is not packed as ours are.") % {"name": name})


def _check_signatures(container: Container, *, is_ours: bool) -> None:
    """Nobody signs twice with one value, and ours stands there without a blank too many."""
    values = [e.findtext(f"{{{DS}}}SignatureValue") for e in signature_check.elements(container)]
    if len(values) != len(set(values)):
        said = _("The same signature is there twice.")
        raise Flaw(said, part=container.signatures[-1])
    xml = container.read(asice.SIGNATURES)
    if is_ours and xades.written(parse(xml)) != xml:
        raise Flaw(_("“%(name)s” is not packed as ours are.") % {"name": asice.SIGNATURES})


def _packed(info: zipfile.ZipInfo) -> tuple[object, ...]:
    made_by = (info.create_system, info.create_version)
    others = (info.reserved, info.internal_attr, info.flag_bits, info.extra, info.comment)
    return info.filename, made_by, info.external_attr, *others


def _check_covers(container: Container, signatures: Sequence[Checked]) -> None:
    """SECURITY: with our seal taken off, a countersigned bundle would still have a signature."""
    ours = {checked.certificate for checked in signatures}
    for name in container.members:
        if name.startswith("cover.") and pades.sealed_by(container.read(name)) not in ours:
            said = _("“%(name)s” was sealed by somebody who has not sealed the bundle.")
            raise Flaw(said % {"name": name})


def _check_chains(signatures: Sequence[Checked]) -> None:
    """Each certificate that our seal brings along has issued the one before it."""
    ours = signatures[0]
    for issued, issuer in pairwise((ours.certificate, *ours.issuers)):
        if not issuing.has_issued(issuer, issued):
            raise _changed_chain()
    last = ours.issuers[-1] if ours.issuers else None
    if last and _is_a_root(last) and not issuing.has_issued(last, last):
        raise _changed_chain()


def _is_a_root(certificate: x509.Certificate) -> bool:
    try:
        return certificate.subject == certificate.issuer
    except ValueError as error:  # its names are read now, and no sooner
        raise _changed_chain() from error


def _changed_chain() -> Flaw:
    said = _("The certificates of the seal do not lead from one to the next.")
    return Flaw(said, part=asice.SIGNATURES)


def _signed_types(container: Container) -> Mapping[str, str]:
    """Of each file the media type that was signed."""
    signature = signature_check.elements(container)[0]
    references = signature.iterfind(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")
    names = {f"#{each.get('Id')}": unquote(each.get("URI", "")) for each in references}
    return {
        names.get(shape.get("ObjectReference", ""), ""): shape.findtext(f"{{{XADES}}}MimeType", "")
        for shape in signature.iterfind(_FORMAT)
    }


def _listed(xml: bytes) -> Mapping[str, str]:
    """Nothing where it says anything besides."""
    try:
        root = parse(xml)
    except Flaw:
        return {}
    is_plain = root.tag == f"{{{asice.MANIFEST}}}manifest" and all(
        entry.tag == _ENTRY and set(entry.attrib) == {_PATH, _TYPE} and not len(entry)
        for entry in root
    )
    listed = {str(entry.get(_PATH)): str(entry.get(_TYPE)) for entry in root}
    return listed if is_plain and len(listed) == len(root) else {}
