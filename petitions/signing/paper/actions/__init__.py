"""Used by the desk: sheets come back, are scanned, and their lines are keyed by two people."""

from petitions.signing.paper.actions.counting import withdraw_for
from petitions.signing.paper.actions.erasing import erase_of, erase_sheets, lock_sheets
from petitions.signing.paper.actions.reading import key, send_back, settle, verify
from petitions.signing.paper.actions.receiving import (
    add_lines,
    add_scan,
    erase_orphans,
    hand_out,
    register,
    remove_scan,
)

__all__ = [
    "add_lines",
    "add_scan",
    "erase_of",
    "erase_orphans",
    "erase_sheets",
    "hand_out",
    "key",
    "lock_sheets",
    "register",
    "remove_scan",
    "send_back",
    "settle",
    "verify",
    "withdraw_for",
]
