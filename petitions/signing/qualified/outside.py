"""What an uploaded file is, by its first and last bytes, or why we cannot check it."""

from __future__ import annotations

import zipfile
from io import BytesIO

from petitions.signing.qualified.reasons import Reason, Wrong

ASICE = "asice"
PDF = "pdf"

#: Beginnings of what is encrypted: age, CDOC2; the older CDOC is XML.
ENCRYPTED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED", b"CDOC\x02")
CDOC = b"EncryptedData"
DDOC = b"<SignedDoc"
#: A CMS structure: a long sequence that begins with the identifier of signed data.
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ADOC = b"application/vnd.lt.archyvai.adoc"
CONTAINER = b"application/vnd.etsi.asic-e+zip"


def kind_of(content: bytes) -> str:
    """`ASICE` or `PDF`; raises `Wrong` for everything else."""
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    if b"%PDF-" in content[:1024]:
        if b"%%EOF" not in content[-2048:]:
            raise Wrong(Reason.TRUNCATED)
        return PDF
    raise Wrong(_named(content[:4096]))


def _of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            kind = archive.read("mimetype")[:100].strip() if _says_kind(infos) else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Wrong(Reason.TRUNCATED) from error
    if any(info.flag_bits & 1 for info in infos):
        raise Wrong(Reason.ENCRYPTED)
    if kind.startswith(ADOC):
        raise Wrong(Reason.ADOC)
    if kind != CONTAINER:
        raise Wrong(Reason.OTHER_KIND)
    if _is_cades([info.filename for info in infos]):
        raise Wrong(Reason.CADES)
    return ASICE


def _says_kind(infos: list[zipfile.ZipInfo]) -> bool:
    """SECURITY: read only what is small, whatever it unpacks to."""
    return any(info.filename == "mimetype" and info.file_size <= 100 for info in infos)  # noqa: PLR2004


def _is_cades(names: list[str]) -> bool:
    signed = [name for name in names if name.startswith("META-INF/") and "signature" in name]
    return bool(signed) and all(name.endswith(".p7s") for name in signed)


def _named(start: bytes) -> Reason:
    if start.startswith(ENCRYPTED) or CDOC in start:
        return Reason.ENCRYPTED
    if DDOC in start:
        return Reason.OTHER_KIND
    if start[:1] == b"\x30" and SIGNED_DATA in start[:40]:
        return Reason.CADES
    return Reason.NOT_CONTAINER
