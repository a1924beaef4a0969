"""The letter with the link to the desk, when a bundle has been handed over."""

from __future__ import annotations

from django.conf import settings

from petitions.deliveries import links
from petitions.models import Delivery
from petitions.models.bundle import Content
from testimonies.letters import actions as letters


def write(delivery: Delivery) -> None:
    """To the institution's address, where there is one; nobody guesses an address."""
    bundle = delivery.bundle
    institution = bundle.target.profile.institution
    if not institution.email:
        return
    spoken = dict(settings.LANGUAGES)
    language = next((code for code in institution.languages if code in spoken), "en")
    letters.queue(
        "bundle_handed_over",
        to=institution.email,
        language=language,
        token=links.token_of(delivery),
        institution=institution.names.get(language) or institution.names["en"],
        petition=bundle.target.petition.words(language).title,
        number=bundle.number,
        sha256=bundle.outgoing_sha256,
        is_records=bundle.content == Content.RECORDS,
    )
