"""A seal whose key never leaves its device: PKCS#11, asked in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import signature_value
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.flaw import Flaw
from petitions.bundles.xades import method_of

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds; some devices wake up slowly


class DeviceFailed(NeedsAPerson):
    """The device with the seal does not sign, and waiting alone does not help."""


@dataclass(frozen=True)
class Token:
    """`module` is the library of the device's maker, `key` the label of the key on it."""

    module: Path
    token: str
    key: str
    pin: str = field(repr=False)


def configured() -> Token | None:
    if settings.SEAL_PKCS11_MODULE is None:
        return None
    return Token(
        settings.SEAL_PKCS11_MODULE,
        settings.SEAL_PKCS11_TOKEN,
        settings.SEAL_PKCS11_KEY,
        settings.SEAL_PKCS11_PIN,
    )


def sign(token: Token, certificate: x509.Certificate, digest: bytes, *, by_hand: bool) -> bytes:
    """The value over a SHA-256 digest, as XML signatures hold it. Raises DeviceFailed.

    After one wrong PIN nothing but `by_hand` tries again, so that no device is locked by workers.
    """
    value = _ask(token, digest, by_hand)
    try:
        signature_value.check_digest(certificate, method_of(certificate), value, digest)
    except Flaw:
        said = _("The key on the device does not belong to the certificate in SEAL_CHAIN.")
        raise DeviceFailed(said) from None
    return value


def look(token: Token) -> None:
    """Is the device there, and not locked? Its PIN is not tried. Raises DeviceFailed."""
    _ask(token, b"", by_hand=False)


def _ask(token: Token, digest: bytes, by_hand: bool) -> bytes:
    question = {
        "module": str(token.module),
        "token": token.token,
        "key": token.key,
        "pin": token.pin,
        "digest": digest.hex(),
        "by_hand": by_hand,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "petitions.bundles.token_program"],
            # SECURITY: the PIN goes by the pipe; arguments and environments are seen by others.
            input=json.dumps(question).encode(),
            capture_output=True,
            check=False,
            cwd=CHECKOUT,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        # SECURITY: without "from"; nothing of what went in may come out.
        raise DeviceFailed(_("The device with the seal does not answer.")) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise DeviceFailed(_("The library of the device with the seal broke down.")) from None
    if "value" not in answer:
        raise DeviceFailed(_why(str(answer.get("problem"))))
    return bytes.fromhex(answer["value"])


def _why(problem: str) -> str:
    sentences = {
        "no_module": _("SEAL_PKCS11_MODULE names no library that can be loaded."),
        "no_token": _("No device, or more than one, is called as SEAL_PKCS11_TOKEN says."),
        "no_key": _("The device holds no single key that is called as SEAL_PKCS11_KEY says."),
        "pin": _(
            "The device refused the PIN. Correct SEAL_PKCS11_PIN, then run “bundles try-seal”:"
            " nothing else tries it again, so that the device is not locked."
        ),
        "locked": _("The device with the seal is locked, or one try from it. Unlock it by hand."),
    }
    return sentences.get(problem, _("The device with the seal does not sign."))
