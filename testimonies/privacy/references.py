"""References that people read out on the telephone: no vowels to make words, no I, L, O, U."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32


def new_reference(prefix: str, length: int) -> str:
    signs = (ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(length))
    return f"{prefix}-{''.join(signs)}"
