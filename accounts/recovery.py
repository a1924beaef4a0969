"""Recovery codes: how many are left, and that somebody should make new ones in time."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.models import User

#: From then on everybody is told when they sign in.
FEW = 3


def left(user: User) -> int | None:
    """None where there never were any."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else None


def say_at_the_door(request: HttpRequest, user: User) -> None:
    """To somebody who has just signed in."""
    shown = [each.get("type", "") for each in get_authentication_records(request, user)]
    say(request, user, shown[-1] if shown else "")


def say(request: HttpRequest, user: User, shown: str) -> None:
    """After a recovery code always, and after anything else where few are left."""
    many = left(user)
    if many is None:
        return
    is_used = shown == Authenticator.Type.RECOVERY_CODES
    if not is_used and many > FEW:
        return
    used = ngettext(
        "That recovery code is used up. You have %(many)s left. Make new ones in time,"
        " under “Second factor”.",
        "That recovery code is used up. You have %(many)s left. Make new ones in time,"
        " under “Second factor”.",
        many,
    )
    few = ngettext(
        "You have %(many)s recovery code left. Make new ones in time, under “Second factor”.",
        "You have %(many)s recovery codes left. Make new ones in time, under “Second factor”.",
        many,
    )
    messages.warning(request, (used if is_used else few) % {"many": many})
