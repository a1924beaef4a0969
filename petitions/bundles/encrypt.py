"""Encryption of a sealed file: to the institution, and always to our own escrow.

Sign first, then encrypt: whoever decrypts holds the sealed file and can show it to others. With
age, unless the institution has given a certificate: then as CDOC2, which DigiDoc4 opens.
"""

from collections.abc import Sequence
from pathlib import Path

import pycdoc  # Estonia's own library for CDOC2, what DigiDoc4 opens
import pyrage
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles.stretches import blocks
from testimonies.errors import Refusal
from testimonies.institutions import keys

SUFFIX = ".age"
CDOC = ".cdoc2"
SUFFIXES = frozenset({SUFFIX, CDOC})
FIRST_LINE = b"age-encryption.org/v1"
FIRST_OF_CDOC = b"CDOC\x02"
CDOC_VERSION = 2


class NoKey(Refusal):
    """There is nobody to whom the file could be encrypted."""


def suffix(institution_key: str) -> str:
    """What the name of a file encrypted to this key ends with."""
    return CDOC if keys.is_certificate(institution_key) else SUFFIX


def is_hidden(path: Path) -> bool:
    return path.suffix in SUFFIXES


def write(source: Path, target: Path, institution_key: str, *, name: str) -> None:
    """Encrypt for the institution and for the escrow, a block at a time.

    `name` is what the file is called once it is opened; age does not carry one.
    """
    if not institution_key:
        raise NoKey(_("The institution has given no key, so nothing can be encrypted for it."))
    if keys.is_certificate(institution_key):
        _write_cdoc(source, target, [institution_key, _escrow_certificate()], name)
        return
    if not settings.ESCROW_KEY:
        raise NoKey(_("ESCROW_KEY is not set: the association itself could not open the file."))
    recipients = _recipients([institution_key, settings.ESCROW_KEY])
    with source.open("rb") as plain, target.open("wb") as hidden:
        pyrage.encrypt_io(plain, hidden, recipients)


def _recipients(public: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in public]
    except pyrage.RecipientError as error:
        raise NoKey(_("A key is not a public age key (age1…).")) from error


def _escrow_certificate() -> str:
    if settings.ESCROW_CERTIFICATE is None:
        said = _("ESCROW_CERTIFICATE is not set: the association itself could not open the file.")
        raise NoKey(said)
    try:
        return str(settings.ESCROW_CERTIFICATE.read_text().strip())
    except OSError as error:
        raise NoKey(_("The file of ESCROW_CERTIFICATE cannot be read.")) from error


def _write_cdoc(source: Path, target: Path, certificates: Sequence[str], name: str) -> None:
    try:
        ders = [keys.certificate(pem).public_bytes(Encoding.DER) for pem in certificates]
    except keys.NotAKey as error:
        raise NoKey(str(error)) from error
    writer = pycdoc.CDocWriter.create_writer(CDOC_VERSION, str(target), None, None, None)
    for der in ders:
        _must_be_ok(writer.add_recipient(pycdoc.Recipient.make_certificate("", der)))
    _must_be_ok(writer.begin_encryption())
    _must_be_ok(writer.add_file(name, source.stat().st_size))
    with source.open("rb") as plain:
        for block in blocks(plain):
            _must_be_ok(writer.write_data(block))
    _must_be_ok(writer.finish_encryption())


def _must_be_ok(result: int) -> None:
    if result:
        raise OSError(f"CDOC2: the library says {result}")
