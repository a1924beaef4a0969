"""An entry of the register as plain data for the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from petitions.bundles.register.queries import Entry


def for_machines(entry: Entry) -> dict[str, Any]:
    """As the OpenAPI document says; times are ISO 8601 with their offset."""
    return {
        "petition": entry.petition,
        "institution": entry.institution,
        "content": entry.content,
        "number": entry.number,
        "cut_off": _time(entry.cut_off),
        "signatures": entry.signatures,
        "withdrawals": entry.withdrawals,
        "identity": entry.identity or None,
        "sha256": entry.sha256 or None,
        "encrypted_sha256": entry.encrypted_sha256 or None,
        "together_sha256": entry.together_sha256 or None,
        "more_parts": list(entry.more_parts),
        "seal_level": entry.seal_level or None,
        "released_at": _time(entry.released_at),
        "discarded_at": _time(entry.discarded_at),
        "handed_over_at": _time(entry.handed_over_at),
        "acknowledged_at": _time(entry.acknowledged_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
