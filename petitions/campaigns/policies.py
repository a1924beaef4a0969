"""Who may do what to a petition, beyond a permission."""

from __future__ import annotations

from accounts.models import User
from petitions.models import Petition


def may_review(user: User, petition: Petition) -> bool:
    """Words that cannot be changed any more are read by somebody who did not write them."""
    return user.pk not in {petition.edited_by_id, petition.submitted_by_id}
