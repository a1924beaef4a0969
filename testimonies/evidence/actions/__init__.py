"""Papers and photographs: received from submitters, copied by workers, handed out to staff."""

from testimonies.evidence.actions.adding import add_later, read_later
from testimonies.evidence.actions.copying import MOST_ATTEMPTS, copy_waiting, make_access_copy
from testimonies.evidence.actions.erasing import (
    UNNAMED,
    erase_removed,
    erase_unnamed,
    look_for_unnamed,
    remove,
    set_aside,
    sweep,
)
from testimonies.evidence.actions.handing_out import HandedOut, hand_out
from testimonies.evidence.actions.receiving import (
    MOST_PAPERS,
    About,
    move_earlier,
    receive,
    receive_about,
    register,
    type_of,
)
from testimonies.evidence.actions.rescanning import condemn, scan_again

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_PAPERS",
    "UNNAMED",
    "About",
    "HandedOut",
    "add_later",
    "condemn",
    "copy_waiting",
    "erase_removed",
    "erase_unnamed",
    "hand_out",
    "look_for_unnamed",
    "make_access_copy",
    "move_earlier",
    "read_later",
    "receive",
    "receive_about",
    "register",
    "remove",
    "scan_again",
    "set_aside",
    "sweep",
    "type_of",
]
