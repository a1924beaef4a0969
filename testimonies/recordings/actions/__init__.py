"""What is said in recordings: written by moderators, and let out by two of them."""

from testimonies.recordings.actions.beginning import (
    LANGUAGES,
    begin,
    make_version,
    measure,
    measure_waiting,
)
from testimonies.recordings.actions.indexing import Point, replace_index, write_index
from testimonies.recordings.actions.publishing import (
    approve,
    forget,
    propose,
    read_again,
    take_back,
)
from testimonies.recordings.actions.writing import (
    Add,
    ChangedMeanwhile,
    Cut,
    Join,
    Line,
    Remove,
    replace_all,
    save,
)

__all__ = [
    "LANGUAGES",
    "Add",
    "ChangedMeanwhile",
    "Cut",
    "Join",
    "Line",
    "Point",
    "Remove",
    "approve",
    "begin",
    "forget",
    "make_version",
    "measure",
    "measure_waiting",
    "propose",
    "read_again",
    "replace_all",
    "replace_index",
    "save",
    "take_back",
    "write_index",
]
