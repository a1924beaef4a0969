"""Letters about a delivery: to the institution in its language, and to those who released it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from petitions.models import Delivery
from testimonies.letters import actions as letters
from testimonies.models import Institution, Letter


def language_of(institution: Institution) -> str:
    """The first of its languages that we speak."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in institution.languages if code in spoken), "en")


def to_institution(kind: str, delivery: Delivery, *, to: str, **words: Any) -> Letter | None:
    """In the surrounding transaction; None without an address: nobody guesses one."""
    bundle = delivery.bundle
    institution = bundle.target.profile.institution
    if not to:
        return None
    language = language_of(institution)
    return letters.queue(
        kind,
        to=to,
        language=language,
        institution=institution.names.get(language) or institution.names["en"],
        petition=bundle.target.petition.words(language).title,
        number=bundle.number,
        **words,
    )


def to_officers(kind: str, delivery: Delivery) -> int:
    """To everybody who may release bundles; how many. It says nothing but where to look."""
    officers = User.objects.filter(is_active=True, roles__contains=[Role.RELEASE_OFFICER])
    for officer in officers.order_by("pk"):
        letters.queue(
            kind,
            to=officer.email,
            language="en",
            institution=delivery.bundle.target.profile.institution.names["en"],
            number=delivery.bundle.number,
        )
    return len(officers)
