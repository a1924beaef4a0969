"""The desk opens only to staff who have shown their second factor in this very session."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

#: Recovery codes alone are none: they stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

Respond = Callable[[HttpRequest], HttpResponseBase]


def staff_need_a_second_factor(get_response: Respond) -> Respond:
    """SECURITY: allauth asks for the code of whoever has one; this makes everybody have one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (
            settings.STAFF_NEED_SECOND_FACTOR
            and request.path.startswith("/admin/")
            and request.user.is_authenticated
            and not has_shown_second_factor(request)
        ):
            return _to_second_factor(request)
        return get_response(request)

    return middleware


def has_shown_second_factor(request: HttpRequest) -> bool:
    """SECURITY: asks the session and not the account.

    Whoever knew only the password before the second factor was set up elsewhere stays outside.
    """
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return _has_second_factor(request) and any(record["method"] == "mfa" for record in records)


def _has_second_factor(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, types=list(SECOND_FACTORS)))


def _has_app(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP]))


def _to_second_factor(request: HttpRequest) -> HttpResponseBase:
    if _has_second_factor(request):
        way = "mfa_reauthenticate" if _has_app(request) else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")
    messages.info(request, _("Please set up your second factor before you open the desk."))
    return redirect("mfa_activate_totp")
