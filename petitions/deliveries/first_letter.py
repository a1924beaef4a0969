"""The letter with the link to the desk, when a bundle has been handed over."""

from __future__ import annotations

from petitions.deliveries import links, writing
from petitions.models import Delivery
from petitions.models.bundle import Content


def write(delivery: Delivery) -> None:
    """To the institution's address, where there is one; nobody guesses an address."""
    bundle = delivery.bundle
    writing.to_institution(
        "bundle_handed_over",
        delivery,
        to=bundle.target.profile.institution.email,
        token=links.token_of(delivery),
        sha256=bundle.outgoing_sha256,
        is_records=bundle.content == Content.RECORDS,
    )
