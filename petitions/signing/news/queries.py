"""To whom news go, and what the letters say."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import override

from petitions.campaigns import queries as campaigns
from petitions.models import BundleItem, Delivery, InstitutionResponse, News, Signature
from petitions.models.bundle import Content
from petitions.models.bundle_item import ItemKind
from petitions.models.signature import State
from petitions.signing.news import wording
from petitions.signing.news.wording import Told, Words


@dataclass(frozen=True)
class Preview:
    """What a letter says in one language."""

    language: str
    subject: str
    text: str


def readers(news: News) -> QuerySet[Signature]:
    """The signatures by which somebody is told, the oldest first; each person by one of them.

    Of an arrival those are told whose signature is in the bundle; of what an institution says
    about the petition everybody who agreed that theirs goes there. Whoever has signed in a
    stronger way since it was decided is found by the signature that counted then.
    """
    at = news.decided_at or now()
    bundle = news.delivery.bundle
    counted = Q(state=State.CONFIRMED, wants_news=True) | Q(
        state=State.SUPERSEDED, ended_at__gte=at
    )
    found = Signature.objects.filter(
        counted,
        petition=bundle.target.petition_id,
        targets__contains=[bundle.target_id],
        confirmed_at__lt=at,
    )
    if news.response_id is None:
        found = found.filter(Exists(_in_the_bundle(bundle.pk)))
    return found.order_by("pk")


def living(signature: Signature) -> Signature | None:
    """The signature that counts for this person today, if they still want news."""
    while signature.state == State.SUPERSEDED and signature.replaced_by:
        signature = signature.replaced_by
    return signature if signature.state == State.CONFIRMED and signature.wants_news else None


def previews(news: News) -> list[Preview]:
    """In every language in which somebody may get it."""
    found = []
    for language, _name in settings.LANGUAGES:
        words = words_of(news, language)
        found.append(Preview(language, words.subject, words.text))
    return found


def words_of(news: News, language: str) -> Words:
    bundle = news.delivery.bundle
    with override(language):
        petition = campaigns.campaign(bundle.target.petition.slug, language)
        told = Told(
            kind=news.response.kind if news.response else wording.ACKNOWLEDGED,
            on=news.response.on if news.response else None,
            institution=bundle.target.profile.institution.name,
            number=bundle.number,
            title=petition.title if petition else "",
            address=f"{settings.SITE_URL}{petition.url}#{wording.ANCHOR}" if petition else "",
        )
        return wording.words(told)


def unheard() -> list[News]:
    """What institutions have done and everybody may know, and what is no news yet; not saved."""
    arrivals = [News(delivery=each) for each in _unheard_arrivals()]
    return arrivals + [
        News(delivery=each.delivery, response=each) for each in _unheard_responses()
    ]


def _unheard_arrivals() -> QuerySet[Delivery]:
    arrived = Delivery.objects.filter(
        acknowledged_at__isnull=False, bundle__content=Content.SIGNATURES
    )
    known = News.objects.filter(delivery=OuterRef("pk"), response=None)
    return arrived.filter(~Exists(known)).order_by("pk")


def _unheard_responses() -> QuerySet[InstitutionResponse]:
    public = InstitutionResponse.objects.public().select_related("delivery")
    return public.filter(news=None).order_by("pk")


def _in_the_bundle(bundle: int) -> QuerySet[BundleItem]:
    return BundleItem.objects.filter(
        bundle=bundle, kind=ItemKind.SIGNATURE, signature=OuterRef("pk")
    )
