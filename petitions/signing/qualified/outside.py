"""What an uploaded file is, by its first and last bytes, or why we cannot check it."""

from __future__ import annotations

import base64
import zipfile
import zlib
from io import BytesIO

from petitions.signing.qualified.reasons import Reason, Wrong

ASICE = "asice"
ASICS = "asics"
PDF = "pdf"
CADES = "cades"

#: Beginnings of what is encrypted: age, CDOC2; the older CDOC is XML.
ENCRYPTED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED", b"CDOC\x02")
CDOC = b"EncryptedData"
DDOC = b"<SignedDoc"
#: A CMS structure: a sequence that begins with the identifier of what it is (RFC 5652, 5083).
CMS = b"\x30"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ENCRYPTED_DATA = (
    bytes.fromhex("06092a864886f70d010703"),  # enveloped
    bytes.fromhex("06092a864886f70d010704"),  # signed and enveloped
    bytes.fromhex("06092a864886f70d010706"),  # encrypted
    bytes.fromhex("060b2a864886f70d0109100117"),  # enveloped, and authenticated
)
#: How the text of such a structure begins.
BASE64_OF_CMS = b"MI"
INDEFINITE = 0x80
ADOC = b"application/vnd.lt.archyvai.adoc-2008"
CONTAINERS = {
    b"application/vnd.etsi.asic-e+zip": ASICE,
    b"application/vnd.etsi.asic-s+zip": ASICS,
    ADOC: ASICE,
}

#: What reading a zip raises where its directory is not where it should be, or was changed.
UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
)


def kind_of(content: bytes) -> str:
    """`ASICE`, `ASICS`, `PDF` or `CADES`; raises `Wrong` for everything else."""
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if b"%PDF-" in content[:1024] and not _is_cms(unarmoured(content)):
        if b"%%EOF" not in content[-2048:]:
            raise Wrong(Reason.TRUNCATED)
        return PDF
    return _of_cms(unarmoured(content))


def unarmoured(content: bytes) -> bytes:
    """CMS structures also come as text: PEM, or its inside alone. Everything else stays."""
    if content.startswith((b"-----BEGIN CMS-----", b"-----BEGIN PKCS7-----")):
        content = b"".join(content.strip().splitlines()[1:-1])
    elif not content.startswith(BASE64_OF_CMS):
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except ValueError as error:
        raise Wrong(Reason.TRUNCATED) from error


def _is_cms(content: bytes) -> bool:
    return content[:1] == CMS and any(
        kind in content[:40] for kind in (SIGNED_DATA, *ENCRYPTED_DATA)
    )


def _of_cms(content: bytes) -> str:
    if not _is_cms(content):
        raise Wrong(_named(content[:4096]))
    if SIGNED_DATA not in content[:40]:
        raise Wrong(Reason.ENCRYPTED)
    if _is_cut_off(content):
        raise Wrong(Reason.TRUNCATED)
    return CADES


def _is_cut_off(content: bytes) -> bool:
    """By the length that a structure says (X.690, 8.1.3), or by its end where it says none."""
    first = content[1]
    if first == INDEFINITE:
        return not content.endswith(b"\0\0")
    octets = first & 0x7F if first > INDEFINITE else 0
    length = int.from_bytes(content[2 : 2 + octets], "big") if octets else first
    return len(content) < 2 + octets + length


def _of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            kind = archive.read("mimetype")[:100].strip() if _says_kind(infos) else b""
    except UNREADABLE as error:
        raise Wrong(Reason.TRUNCATED) from error
    if any(info.flag_bits & 1 for info in infos):
        raise Wrong(Reason.ENCRYPTED)
    if kind not in CONTAINERS:
        raise Wrong(Reason.OTHER_KIND)
    return CONTAINERS[kind]


def _says_kind(infos: list[zipfile.ZipInfo]) -> bool:
    """SECURITY: read only what is small, whatever it unpacks to."""
    return any(info.filename == "mimetype" and info.file_size <= 100 for info in infos)  # noqa: PLR2004


def _named(start: bytes) -> Reason:
    if start.startswith(ENCRYPTED) or CDOC in start:
        return Reason.ENCRYPTED
    if DDOC in start:
        return Reason.OTHER_KIND
    return Reason.NOT_CONTAINER
