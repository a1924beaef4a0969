"""Used by beat, a command and the desk: look at what is due, erase it, hold it back.

Whatever erases locks the petition's targets first, as freezes and holds do, and asks again what
is due. A batch is one transaction, so that a kill leaves nobody half erased; files come after it.
"""

from petitions.retention.actions.holding import (
    end_hold,
    end_hold_on_bundle,
    hold,
    hold_bundle,
)
from petitions.retention.actions.looking import look, look_if_time
from petitions.retention.actions.on_request import erase_one
from petitions.retention.actions.running import begin, work_on

__all__ = [
    "begin",
    "end_hold",
    "end_hold_on_bundle",
    "erase_one",
    "hold",
    "hold_bundle",
    "look",
    "look_if_time",
    "work_on",
]
