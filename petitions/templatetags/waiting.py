from typing import Any

from django import template

from petitions.admin import waiting

register = template.Library()


@register.simple_tag
def waiting_for(user: Any) -> list[waiting.Waiting]:
    """What needs a person, as far as this one may open it."""
    return waiting.for_user(user)
