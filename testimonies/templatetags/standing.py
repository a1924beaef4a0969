from typing import Any

from django import template

from testimonies.review.overview import queries
from testimonies.review.overview.queries import Overview

register = template.Library()


@register.simple_tag
def overview_for(user: Any) -> Overview | None:
    """How reading stands, for whoever reads."""
    return queries.overview(user) if user.has_perm("testimonies.review_submission") else None
