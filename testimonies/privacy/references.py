"""References that people read out on the telephone: no vowels to make words, no I, L, O, U."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32

#: What people read, or type, for a sign that is in no reference.
_TAKEN_FOR = str.maketrans("OIL", "011", " ")
#: A sign for each byte.
_SIGNS = (ALPHABET * (256 // len(ALPHABET))).encode()


def new_reference(prefix: str, length: int) -> str:
    return f"{prefix}-{secrets.token_bytes(length).translate(_SIGNS).decode()}"


def as_written(typed: str) -> str:
    """A reference that somebody typed from paper, as we write it."""
    prefix, dash, rest = typed.strip().upper().partition("-")
    return f"{prefix}{dash}{rest.translate(_TAKEN_FOR)}"
