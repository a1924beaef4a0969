"""References that people read out on the telephone: no vowels to make words, no I, L, O, U."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32

#: A sign for each byte.
_SIGNS = (ALPHABET * (256 // len(ALPHABET))).encode()


def new_reference(prefix: str, length: int) -> str:
    return f"{prefix}-{secrets.token_bytes(length).translate(_SIGNS).decode()}"
