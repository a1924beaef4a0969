"""Where a petition, its picture and its news are, as other programs read it in the page's head."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from petitions.campaigns.queries import Campaign

#: As the Open Graph writes languages; each with the country where most speak it.
LOCALES = {
    "en": "en_GB",
    "et": "et_EE",
    "lt": "lt_LT",
    "lv": "lv_LV",
    "pl": "pl_PL",
    "uk": "uk_UA",
}


@dataclass(frozen=True)
class Addresses:
    """Whole addresses, in the language of the petition; `locales` begin with its own."""

    page: str
    card: str
    feed: str
    locales: tuple[str, ...]


def of(petition: Campaign) -> Addresses:
    own = LOCALES[petition.language]
    others = (locale for locale in LOCALES.values() if locale != own)
    return Addresses(
        page=f"{settings.SITE_URL}{petition.url}",
        card=f"{settings.SITE_URL}{reverse('petitions:card', args=[petition.slug])}",
        feed=feed_of(petition),
        locales=(own, *others),
    )


def feed_of(petition: Campaign) -> str:
    path = reverse("feed-of-petition", args=[petition.slug])
    return f"{settings.SITE_URL}{path}?{urlencode({'lang': petition.language})}"


def feed_of_all(language: str) -> str:
    return f"{settings.SITE_URL}{reverse('feed-of-all')}?{urlencode({'lang': language})}"
