"""Letters: written as rows by whoever has a reason, sent one by one over one connection.

There are two lanes, each with a sender of its own: letters that somebody waits for never stand
behind those to many people. A domain whose server is slow or refuses rests, and only that one.
"""

from testimonies.letters.actions.bouncing import take_back
from testimonies.letters.actions.forgetting import forget, forget_gone
from testimonies.letters.actions.sending import MOST_ATTEMPTS, send_bulk, send_due
from testimonies.letters.actions.writing import ENDED_BADLY, queue, send_again

__all__ = [
    "ENDED_BADLY",
    "MOST_ATTEMPTS",
    "forget",
    "forget_gone",
    "queue",
    "send_again",
    "send_bulk",
    "send_due",
    "take_back",
]
