"""The register of bundles as Atom (RFC 4287): whoever follows it sees each release."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from petitions.bundles.register import queries
from petitions.bundles.register.queries import Entry
from petitions.campaigns.outward import feed as atom
from testimonies.templatetags.components import figure

MOST = 100


def of(language: str) -> str:
    with override(language):
        asked = urlencode({"lang": language})
        address = f"{settings.SITE_URL}{reverse('feed-of-bundles')}?{asked}"
        feed = atom.begin(
            _("Every bundle that was released"),
            _("Which bundles have left the house, to which institution, and with which digests."),
            link=f"{settings.SITE_URL}{reverse('petitions:bundles')}",
            address=address,
            language=language,
            key=address,
        )
        page = queries.page(most=MOST)
        for entry in page.entries if page else ():
            if entry.released_at is None:
                continue
            digest = urlencode({"digest": entry.identity})
            feed.add_item(
                title=_title(entry),
                link=f"{settings.SITE_URL}{reverse('petitions:check-bundle')}?{digest}",
                description=escape(_words(entry)),  # readers take a summary for HTML
                unique_id=_tag(entry, language),
                pubdate=entry.released_at,
                updateddate=entry.released_at,
            )
        return feed.writeString("utf-8")


def _tag(entry: Entry, language: str) -> str:
    """A name that stays for ever (RFC 4151), one for each language."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{entry.listed_at:%Y-%m-%d}:bundles/{entry.key}/{language}"


def _title(entry: Entry) -> str:
    words = {"institution": entry.name, "number": entry.number}
    if entry.is_of_signatures:
        return _("%(institution)s: bundle %(number)s released") % words
    return _("%(institution)s: testimonies and claims, bundle %(number)s released") % words


def _words(entry: Entry) -> str:
    count = ""
    if entry.signatures is not None:
        words = ngettext("%(count)s signature", "%(count)s signatures", entry.signatures)
        count = words % {"count": figure(entry.signatures)}
    told = [
        entry.title,
        count,
        _("Identity: %s") % entry.identity,
        _("SHA-256 of the file: %s") % entry.sha256,
    ]
    return " · ".join(each for each in told if each)
