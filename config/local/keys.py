"""The secrets of one local instance: made at random on first use, kept under ``keys/``."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pyrage


def read_or_make(home: Path) -> dict[str, str]:
    """Settings of this instance as environment values; the same ones on every call."""
    folder = private_folder(home / "keys")
    escrow = pyrage.x25519.Identity.from_str(keep(folder / "escrow.age", _age_identity))
    found = {
        "SECRET_KEY": keep(folder / "SECRET_KEY", lambda: secrets.token_urlsafe(48)),
        "DATA_KEYS": keep(folder / "DATA_KEYS", lambda: f"k1:{_random_key()}"),
        "INDEX_KEY": keep(folder / "INDEX_KEY", _random_key),
        "RECEIPT_KEY": keep(folder / "RECEIPT_KEY", _random_key),
        "CHECKPOINT_KEY": keep(folder / "CHECKPOINT_KEY", _random_key),
        "ESCROW_KEY": str(escrow.to_public()),
        "SEAL_P12_PASSWORD": seal_password(home),
    }
    authority = folder / "authority"
    if authority.is_dir():
        found |= {"SEAL_P12": str(authority / "seal.p12"), "TRUST_STORE": str(authority / "trust")}
    return found


def seal_password(home: Path) -> str:
    folder = private_folder(home / "keys")
    return keep(folder / "SEAL_P12_PASSWORD", lambda: secrets.token_urlsafe(18))


def demo_password(home: Path) -> str:
    """The password of every demo login."""
    return keep(private_folder(home) / "demo-password", lambda: secrets.token_urlsafe(9))


def institution_identity(home: Path, code: str) -> str:
    """The secret age identity that plays an institution's own key."""
    folder = private_folder(private_folder(home / "keys") / "institutions")
    return keep(folder / f"{code}.age", _age_identity)


def institution_recipient(home: Path, code: str) -> str:
    """The public half, which the institution would have sent us."""
    return str(pyrage.x25519.Identity.from_str(institution_identity(home, code)).to_public())


def private_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(path: Path, make: Callable[[], str]) -> str:
    """Read a secret, making it first if nobody has: of two at once, both return the same."""
    if not path.exists():
        # A link appears whole or not at all, so nobody reads half a key.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(f"{make()}\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _age_identity() -> str:
    return str(pyrage.x25519.Identity.generate())
