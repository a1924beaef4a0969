"""Who sees people and who says who they are. The table of roles is in `accounts.roles`."""

from __future__ import annotations

from accounts.models import User

SEE, JUDGE = "testimonies.view_person", "testimonies.judge_identity"


def may_see(user: User) -> bool:
    return user.has_perm(SEE)


def may_judge(user: User) -> bool:
    return user.has_perm(JUDGE)
