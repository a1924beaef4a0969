"""What people bring to ask about: a digest, bundle.json, or the list of a bundle's digests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from petitions.bundles import checkpoints, manifest

DIGEST = re.compile(r"[0-9a-f]{64}")
#: As `sha256sum` writes it: two spaces, or one and a star.
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](\S+)")
#: Covers get their seal, and the checkpoint its timestamp, after our own digests are taken, so
#: only the list itself has theirs.
_COVER = "cover."


def digest(typed: str) -> str:
    """As somebody copied it: with spaces, colons, capitals; empty when it is none."""
    plain = re.sub(r"[\s:-]", "", typed).lower().removeprefix("sha256")
    return plain if DIGEST.fullmatch(plain) else ""


def listed(text: str) -> dict[str, str]:
    """File name → digest out of a manifest-sha256.txt; empty when any line is none of its."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_LINE.fullmatch(line.strip()) for line in lines]
    return {each[2]: each[1].lower() for each in found if each} if all(found) else {}


def identity_in(digests: Mapping[str, str]) -> str:
    """Never empty, so that it cannot be taken for that of a bundle without one."""
    return digests.get(manifest.BUNDLE) or "none"


def differing(digests: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[str]:
    """The names that one of the two lists has otherwise than the other, or alone; sorted."""
    for name in sorted({*digests, *ours}):
        is_in_both = name in digests and name in ours
        if is_in_both or name == checkpoints.STAMP:
            is_ours = _is_added_later(name) or digests[name] == ours[name]
        else:
            is_ours = False
        if not is_ours:
            yield name


def unknown(digests: Mapping[str, str]) -> Iterator[str]:
    """The names of which our list knows no digest, so that nothing is said of them; sorted."""
    yield from sorted(filter(_is_added_later, digests))


def _is_added_later(name: str) -> bool:
    return name.startswith(_COVER) or name == checkpoints.STAMP
