"""Used by the upload page, workers and the desk: hand out a statement, take it back signed.

What was received is a row; a worker checks it between two short transactions and may be killed
at any moment. Whoever checks last finds the row judged, and leaves.
"""

from petitions.signing.qualified.actions.erasing import erase_of, erase_others
from petitions.signing.qualified.actions.handing_out import hand_out
from petitions.signing.qualified.actions.judging import check
from petitions.signing.qualified.actions.receiving import receive
from petitions.signing.qualified.actions.taking_up import check_again, forget_refused, sweep

__all__ = [
    "check",
    "check_again",
    "erase_of",
    "erase_others",
    "forget_refused",
    "hand_out",
    "receive",
    "sweep",
]
