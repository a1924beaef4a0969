"""Times of a recording, as its player shows them."""

from django import template

from testimonies.recordings import rules

register = template.Library()
register.filter("clock", rules.clock)
register.filter("in_minutes", rules.in_minutes)
