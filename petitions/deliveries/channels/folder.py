"""Putting a file into a folder of this machine: there whole, checked on the way, or not at all."""

import hashlib
from pathlib import Path

from django.utils.translation import gettext as _

from petitions.bundles.durable import whole
from petitions.bundles.stretches import BLOCK
from testimonies.errors import Refusal

SHARED = 0o640  # the group of the folder takes the file away


def put(source: Path, target: Path, sha256: str) -> None:
    """Copy; raises `Refusal` when the bytes are not those of the digest."""
    digest = hashlib.sha256()
    with whole(target, mode=SHARED) as part:
        with source.open("rb") as sealed, part.open("wb") as copy:
            while block := sealed.read(BLOCK):
                digest.update(block)
                copy.write(block)
        if digest.hexdigest() != sha256:
            raise Refusal(_("The file is not the one that was sealed."))


def tell(target: Path, words: str) -> None:
    with whole(target, mode=SHARED) as part:
        part.write_text(words)
