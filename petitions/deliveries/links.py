"""The link in an institution's letter: what it is for, and how long it opens the desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.timezone import now

from petitions.models import Delivery
from testimonies.privacy import tokens

TOKEN = "desk"  # noqa: S105 (what a token is for, not a token)
#: A parliament's committee takes its months; whoever comes later asks for another link.
GOOD_FOR = timedelta(days=180)


def token_of(delivery: Delivery) -> str:
    return tokens.make(TOKEN, delivery.link)


def behind(token: str) -> UUID | None:
    """The `link` of a delivery; None for anything that we did not make."""
    return tokens.read(TOKEN, token)


def is_good(delivery: Delivery) -> bool:
    return delivery.link_until is not None and delivery.link_until > now()


def was_closed(delivery: Delivery) -> bool:
    """Somebody has closed it before its time was over, and sent no other one since."""
    if delivery.link_until is None or delivery.sent_at is None or is_good(delivery):
        return False
    return delivery.link_until < delivery.sent_at + GOOD_FOR
