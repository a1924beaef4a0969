"""``python -m petitions.bundles.token_program``: has one digest signed by a PKCS#11 device.

Never import this module: whatever library a device comes with may hang, crash, or not survive a
fork. ``token.sign`` starts it in a process of its own, with the question on its standard input:
{module, token, key, pin, digest, by_hand}. It answers {value}, in hex, as XML signatures hold it,
or {problem}. Without a digest it only looks whether the device is there.
"""

import json
import sys
from typing import Any

import pkcs11
from pkcs11 import KeyType, Mechanism, ObjectClass, TokenFlag, exceptions

SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017, 9.2

PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.PinLocked, "locked"),
    (exceptions.PinIncorrect, "pin"),
    (exceptions.PinInvalid, "pin"),
    (exceptions.PinLenRange, "pin"),
    (exceptions.NoSuchToken, "no_token"),
    (exceptions.MultipleTokensReturned, "no_token"),
    (exceptions.TokenNotPresent, "no_token"),
    (exceptions.NoSuchKey, "no_key"),
    (exceptions.MultipleObjectsReturned, "no_key"),
    (exceptions.PKCS11Error, "device"),
)


def answer(question: dict[str, Any]) -> dict[str, str]:
    try:
        library = pkcs11.lib(question["module"])
    except (RuntimeError, OSError):
        return {"problem": "no_module"}
    try:
        return {"value": _signed(library, question).hex()}
    except exceptions.PKCS11Error as error:
        return {"problem": next(code for kind, code in PROBLEMS if isinstance(error, kind))}


def _signed(library: Any, question: dict[str, Any]) -> bytes:
    token = library.get_token(token_label=question["token"])
    # SECURITY: a wrong PIN that workers repeat locks the device; one try is all that is risked.
    if token.flags & (TokenFlag.USER_PIN_LOCKED | TokenFlag.USER_PIN_FINAL_TRY):
        raise exceptions.PinLocked
    if token.flags & TokenFlag.USER_PIN_COUNT_LOW and not question["by_hand"]:
        raise exceptions.PinIncorrect
    if not question["digest"]:
        return b""
    with token.open(user_pin=question["pin"]) as session:
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=question["key"])
        return _value(key, bytes.fromhex(question["digest"]))


def _value(key: Any, digest: bytes) -> bytes:
    if key.key_type == KeyType.RSA:
        return bytes(key.sign(SHA256_INFO + digest, mechanism=Mechanism.RSA_PKCS))
    return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
