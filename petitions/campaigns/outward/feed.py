"""News of petitions as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from petitions.campaigns import queries as campaigns
from petitions.campaigns.outward import addresses, events, rules
from petitions.campaigns.outward.happened import Event
from petitions.campaigns.queries import Campaign

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Of a feed without news too the answer is always the same."""
        return super().latest_post_date() if self.items else NEVER


def of_petition(petition: Campaign) -> str:
    with override(petition.language):
        feed = begin(
            _("News of the petition “%s”") % petition.title,
            petition.summary,
            link=f"{settings.SITE_URL}{petition.url}",
            address=addresses.feed_of(petition),
            language=petition.language,
            key=rules.tag(_host(), petition.slug, petition.opened_at, "feed", petition.language),
        )
        for event in events.of(petition):
            _add(feed, petition, event)
        return feed.writeString("utf-8")


def of_all(language: str) -> str:
    """Of every public petition; each entry says of which."""
    with override(language):
        feed = begin(
            _("News of all petitions"),
            _("What has happened to the petitions on this site."),
            link=f"{settings.SITE_URL}{reverse('petitions:petitions')}",
            address=addresses.feed_of_all(language),
            language=language,
            key=addresses.feed_of_all(language),
        )
        found = (
            (event, petition) for petition in campaigns.public() for event in events.of(petition)
        )
        for event, petition in _newest(found):
            _add(feed, petition, event, before=f"{petition.title}: ")
        return feed.writeString("utf-8")


def _newest(found: Iterable[tuple[Event, Campaign]]) -> list[tuple[Event, Campaign]]:
    by_time = sorted(found, key=lambda pair: (pair[0].at, pair[0].key), reverse=True)
    return by_time[: events.MOST]


def begin(title: str, words: str, *, link: str, address: str, language: str, key: str) -> _Feed:
    return _Feed(
        title=title,
        link=link,
        description=words,
        subtitle=words,
        language=language,
        author_name="Atmintis",
        author_link=f"{settings.SITE_URL}/",
        feed_url=address,
        feed_guid=key,
    )


def _add(feed: _Feed, petition: Campaign, event: Event, *, before: str = "") -> None:
    feed.add_item(
        title=f"{before}{event.title}",
        link=f"{settings.SITE_URL}{petition.url}",
        description=escape(event.words or petition.title),  # readers take a summary for HTML
        unique_id=rules.tag(
            _host(), petition.slug, petition.opened_at, event.key, petition.language
        ),
        pubdate=event.at,
        updateddate=event.at,
    )


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
