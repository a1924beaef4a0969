"""The desk opens only to staff who have shown their second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

Respond = Callable[[HttpRequest], HttpResponseBase]


def staff_need_a_second_factor(get_response: Respond) -> Respond:
    """SECURITY: allauth asks for the code of whoever has one; this makes everybody have one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (
            settings.STAFF_NEED_SECOND_FACTOR
            and request.path.startswith("/admin/")
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        ):
            messages.info(request, _("Please set up your second factor before you open the desk."))
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
