from typing import Any

from django import template

from testimonies.care.team.policies import COORDINATE
from testimonies.review.overview import queries
from testimonies.review.overview.queries import Overview
from testimonies.review.taking.policies import DECIDES

register = template.Library()


@register.simple_tag
def overview_for(user: Any) -> Overview | None:
    """How reading stands, for whoever decides, and for whoever shares the work out."""
    may = any(user.has_perm(permission) for permission in (*DECIDES, COORDINATE))
    return queries.overview(user) if may else None
