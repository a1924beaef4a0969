"""Parts of the site that are turned off."""

from __future__ import annotations

from testimonies.models import Switch
from testimonies.switches import actions as switches
from tests.builders_review import an_administrator
from tests.builders_signing import forget_what_pages_keep


def turn_off(part: str) -> Switch:
    """And a few seconds have passed, so that every process knows."""
    switch = switches.turn_off(part, by=an_administrator(), reason="Too many at once")
    forget_what_pages_keep()
    return switch


def turn_on(part: str) -> Switch:
    switch = switches.turn_on(part, by=an_administrator(), reason="Over")
    forget_what_pages_keep()
    return switch
