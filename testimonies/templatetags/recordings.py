"""Times of a recording, as its player shows them."""

from django import template

from testimonies.models.recording import Version
from testimonies.recordings import rules

register = template.Library()
register.filter("clock", rules.clock)
register.filter("in_minutes", rules.in_minutes)


@register.filter
def version_name(version: str) -> str:
    return str(Version(version).label)
