"""The petition that an address names, for every page under it."""

from django.http import Http404

from petitions.campaigns import queries
from petitions.campaigns.queries import Campaign
from testimonies.snapshots import FRESH


def petition_or_404(slug: str, language: str | None = None, *, fresh: float = FRESH) -> Campaign:
    """A public petition, in the page's language unless told otherwise; arguments as there."""
    found = queries.campaign(slug, language, fresh=fresh)
    if found is None:
        raise Http404
    return found
