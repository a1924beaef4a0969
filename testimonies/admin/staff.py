"""Who works here and what they may do. The administrator's desk; no case is seen from it."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts import password_link, recovery
from accounts.models import User
from accounts.roles import Role
from testimonies.admin.desk import Button, ButtonDesk, Facts, staff
from testimonies.admin.staff_form import StaffForm
from testimonies.conflicts import actions as conflicts
from testimonies.conflicts import queries as conflicts_of
from testimonies.conflicts.forms import EndsKeepingAway, KeptAway
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import ConflictOfInterest
from testimonies.models.conflict import Tie
from testimonies.review.leaving import actions as leaving
from testimonies.templatetags.components import date_and_time, state_tag

#: Recovery codes stand in for one of them, and are none.
FACTORS: dict[str, Any] = {
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.TOTP: _("app for codes"),
}


def keep_away(user: User, by: User, said: dict[str, Any]) -> None:
    conflicts.declare(said["named"], Tie(said["tie"]), of=user, by=by)


def may_see_again(user: User, by: User, said: dict[str, Any]) -> None:
    conflicts.end(said["named"], of=user, by=by, reason=said["reason"])


def has_conflict(user: User) -> bool:
    return ConflictOfInterest.objects.open().filter(user=user).exists()


def send_link(user: User, by: User, _said: dict[str, Any]) -> None:
    letters.queue(
        "staff_link",
        to=user.email,
        language=get_language() or "en",
        address=settings.SITE_URL + password_link.path_for(user),
    )
    custody.record("staff.sent_a_link", user, by=by)


def sign_out(user: User, by: User, _said: dict[str, Any]) -> None:
    accounts.end_sessions(user)
    custody.record("staff.signed_out", user, by=by)


def dismiss(user: User, by: User, _said: dict[str, Any]) -> None:
    if user.pk == by.pk:
        raise Refusal(_("Another administrator must let you go."))
    leaving.dismiss(user, by=by)


def forget_second_factor(user: User, by: User, _said: dict[str, Any]) -> None:
    accounts.forget_second_factor(user)
    custody.record("staff.lost_second_factor", user, by=by)


@admin.register(User)
@method_decorator(reauthentication_required(allow_get=True), name="change_view")
@method_decorator(reauthentication_required(allow_get=True), name="add_view")
class StaffDesk(ButtonDesk[User]):
    address = ("pk", "int")
    form = StaffForm
    list_display = ("link", "shown_roles", "may_sign_in", "second_factor")
    ordering = ("email",)
    search_fields = ("email",)
    buttons = (
        Button(
            "send-link",
            _("Send a link for a new password"),
            _("The link is on its way."),
            "accounts.change_user",
            fits=lambda user: user.is_active,
            act=send_link,
            needs_fresh_login=True,
        ),
        Button(
            "forget-second-factor",
            _("Forget the second factor"),
            _("At the next sign-in a new second factor is set up."),
            "accounts.change_user",
            fits=lambda user: Authenticator.objects.filter(user=user).exists(),
            act=forget_second_factor,
            look="careful",
            needs_fresh_login=True,
        ),
        Button(
            "sign-out",
            _("Sign them out everywhere"),
            _("They sign in again, on every device."),
            "accounts.change_user",
            fits=lambda user: user.is_active,
            act=sign_out,
            needs_fresh_login=True,
        ),
        Button(
            "leaves",
            _("They leave us"),
            _("They cannot sign in any more, and what they had in hand is free."),
            "accounts.change_user",
            fits=lambda user: user.is_active or bool(user.roles),
            act=dismiss,
            look="careful",
            needs_fresh_login=True,
            is_for=lambda by, user: by.pk != user.pk,
        ),
        Button(
            "keep-away",
            _("Keep away from a case or a person"),
            _("Nothing of it is shown to them any more."),
            "accounts.change_user",
            fits=lambda user: user.is_active,
            act=keep_away,
            form=KeptAway,
        ),
        Button(
            "may-see-again",
            _("Let them see a case or a person again"),
            _("They may see it again."),
            "accounts.change_user",
            fits=has_conflict,
            act=may_see_again,
            form=EndsKeepingAway,
            look="careful",
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("add/", view(self.add_view), name=self.name_of("add")),
            path("<path:object_id>/change/", view(self.change_view), name=self.name_of("change")),
            *super().get_urls(),
        ]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """SECURITY: nobody finds out a password's hash by asking with what it begins."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.add_user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.change_user")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[User]]:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"acting": staff(request)})

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().add_view(request, *args, **kwargs)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """`str` of a colleague says less than this page may."""
        colleague = self.get_object(request, object_id)
        more = {"subtitle": colleague.email} if colleague else {}
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            engaged = accounts.engage(obj.email, obj.roles)
            obj.pk = engaged.pk
            send_link(engaged, staff(request), {})
        else:
            super().save_model(request, obj, form, change)
            leaving.give_back(obj, by=staff(request))
        event = "staff.changed" if change else "staff.engaged"
        detail: dict[str, Any] = {"roles": sorted(obj.roles), "is_active": obj.is_active}
        if "email" in form.changed_data and change:
            detail["fields"] = ["email"]  # by an address one gets a new password
        custody.record(event, obj, by=staff(request), **detail)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, gettext("The link is on its way."))
        return HttpResponseRedirect(self.address_of(obj))

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        messages.success(request, gettext("It is written down."))
        return HttpResponseRedirect(self.address_of(obj))

    def title_of(self, thing: User) -> str:
        return thing.email

    def facts(self, thing: User) -> Facts:
        change = self.address_of(thing, "change")
        yield _("E-mail"), thing.email
        yield _("Roles"), self.shown_roles(thing)
        yield _("May sign in"), self.may_sign_in(thing)
        yield _("Second factor"), self.second_factor(thing)
        yield _("Recovery codes left"), recovery.left(thing)
        yield _("Keeps away from"), ", ".join(conflicts_of.named(thing))
        yield _("Here since"), date_and_time(thing.date_joined)
        yield _("Last sign-in"), date_and_time(thing.last_login)
        yield "", format_html('<a href="{}">{}</a>', change, _("Change e-mail and roles"))

    @admin.display(description=_("member of staff"))
    def link(self, user: User) -> SafeString:
        return self.link_to(user, user.email)

    @admin.display(description=_("roles"))
    def shown_roles(self, user: User) -> str:
        known = (Role(role) for role in user.roles if role in Role.values)
        return ", ".join(str(role.label) for role in known) or "–"

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> SafeString:
        return state_tag(*((_("yes"), "good") if user.is_active else (_("no"), "bad")))

    @admin.display(description=_("second factor"))
    def second_factor(self, user: User) -> Any:
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        shown = [str(words) for kind, words in FACTORS.items() if kind in kinds]
        return ", ".join(shown) or _("not yet")
