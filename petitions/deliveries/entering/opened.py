"""Which desks a browser has opened by a passcode, in its session: each by its link, for a while.

A link that was revoked or renewed closes the desk at once, since the session knows the old one.
"""

from __future__ import annotations

from time import time

from django.contrib.sessions.backends.base import SessionBase

from petitions.deliveries.entering import rules
from petitions.models import Delivery

KEY = "desks"


def is_open(session: SessionBase, delivery: Delivery) -> bool:
    until = session.get(KEY, {}).get(str(delivery.link), 0)
    return float(until) > time()


def open_for(session: SessionBase, delivery: Delivery) -> None:
    """SECURITY: under another key, or whoever has planted a session in this browser is in too."""
    session.cycle_key()
    still = {link: until for link, until in session.get(KEY, {}).items() if until > time()}
    session[KEY] = still | {str(delivery.link): time() + rules.OPEN_FOR.total_seconds()}
