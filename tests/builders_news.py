"""Signers who asked for news, and what there is to tell them, by the real actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import now

from petitions.models import Delivery, InstitutionResponse, News, Petition, Signature
from petitions.models.response import ResponseKind
from petitions.signing.news import actions as news
from testimonies.models import Letter
from tests import builders_signing as builders
from tests.builders_bundles import a_sent_delivery, acknowledged
from tests.builders_review import a_release_officer


def who_wants_news(petition: Petition, name: str = "Ona", **answers: Any) -> Signature:
    address = f"{name.casefold()}@example.org"
    told: dict[str, Any] = {"name": name, "email": address, "wants_news": True}
    return builders.a_confirmed_signature(petition, **(told | answers))


def an_arrival(petition: Petition) -> News:
    """Handed over, acknowledged, found: it waits for somebody to decide."""
    acknowledged(a_sent_delivery(petition))
    news.find()
    Letter.objects.all().delete()
    return News.objects.get()


def said(delivery: Delivery, kind: str = ResponseKind.ANSWER) -> InstitutionResponse:
    """An answer that staff have read and let out."""
    return InstitutionResponse.objects.create(
        delivery=delivery,
        kind=kind,
        told={"clerk": "R. Kazlauskas", "text": "Dear Ona, no."},
        on=date(2026, 11, 30),
        may_be_public=True,
        read_at=now(),
        read_by=a_release_officer(),
        published_at=now(),
        public_text="The committee takes it up.",
    )


def told(happened: News) -> News:
    news.tell(happened.pk, by=a_release_officer())
    news.write_letters(happened.pk)
    return News.objects.get(pk=happened.pk)


def addresses() -> list[str]:
    return sorted(letter.contents["to"] for letter in Letter.objects.filter(kind="news"))
