"""Files that come in pieces, from a browser that may be cut off at any moment."""

from testimonies.evidence.uploads.actions.coming import Piece, append, begin, set_length
from testimonies.evidence.uploads.actions.ending import drop, sweep
from testimonies.evidence.uploads.actions.taking import take

__all__ = ["Piece", "append", "begin", "drop", "set_length", "sweep", "take"]
