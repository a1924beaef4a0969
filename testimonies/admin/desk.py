"""What every desk of the admin has in common: it shows, and its buttons call actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.admin import called
from testimonies.errors import Refusal
from testimonies.review.signed_out import words_back

Thing = TypeVar("Thing", bound=Model)
Words = str | Promise
Facts = Iterable[tuple[Words, Any]]


class NothingToSay(forms.Form):
    """A button that needs no words."""


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the custody log."),
        error_messages={"required": _("Write why, in a few words.")},
    )


@dataclass(frozen=True)
class Button:
    """One act at a desk: its address, who may, when it makes sense, and what it calls."""

    slug: str
    label: Words
    done: Words
    permission: str
    fits: Callable[[Any], bool]
    act: Callable[[Any, User, dict[str, Any]], object]
    form: type[forms.Form] = NothingToSay
    look: str = ""
    needs_fresh_login: bool = False
    #: Whom it is for, among those with the permission: where the rule asks for two people.
    is_for: Callable[[User, Any], bool] = lambda _user, _thing: True
    #: What stands in its form at first.
    begins_with: Callable[[Any], dict[str, Any]] = lambda _thing: {}

    def may_be_pressed(self, user: User, thing: Any) -> bool:
        return user.has_perm(self.permission) and self.is_for(user, thing)

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields)


def is_in(*states: str) -> Callable[[Any], bool]:
    """When a button fits: while a thing is in one of these."""
    return lambda thing: thing.state in states


class TitledDesk(admin.ModelAdmin[Thing]):
    """A list is called by what it lists, not by what one might do to it."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called.name_fields(self)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form says where it goes: after a second login its page has another address."""
        return super().changeform_view(request, object_id, form_url or request.path, extra_context)


class Desk(TitledDesk[Thing]):
    """Nothing is added, changed or deleted here except through a button."""

    list_display_links = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ButtonDesk(Desk[Thing]):
    """A list, and a page for each thing with what is to know of it and its buttons."""

    #: The unique field in addresses, and its path converter.
    address: ClassVar[tuple[str, str]] = ("uuid", "uuid")
    buttons: ClassVar[tuple[Button, ...]] = ()
    page_template: ClassVar[str] = "admin/thing.html"

    def facts(self, thing: Thing) -> Facts:
        """What is to know of it; what is empty is left out."""
        return ()

    def title_of(self, thing: Thing) -> str:
        return str(thing)

    def more(self, thing: Thing) -> dict[str, Any]:
        """What else the template of the page shows."""
        return {}

    def name_of(self, part: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{part}"

    def get_urls(self) -> list[URLPattern]:
        view = partial(words_back, self.admin_site.admin_view)
        field, converter = self.address
        place = f"<{converter}:{field}>/"
        buttons = [
            path(
                f"{place}{button.slug}/",
                view(self._door(button)),
                name=self.name_of(button.slug),
            )
            for button in self.buttons
        ]
        return [
            path("", view(self.changelist_view), name=self.name_of("changelist")),
            path(place, view(require_GET(self.page_view)), name=self.name_of("page")),
            *buttons,
        ]

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return self._page(request, self._thing(request, address))

    def press_view(self, request: HttpRequest, button: Button, **address: Any) -> HttpResponse:
        thing = self._thing(request, address)
        if not request.user.has_perm(button.permission):
            raise PermissionDenied
        form = button.form(request.POST, prefix=button.slug)
        if not form.is_valid():
            return self._page(request, thing, button, form)
        try:
            button.act(thing, staff(request), form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
            thing = self._thing(request, address)
            return self._page(request, thing, button, _as_it_is_now(button, form, thing))
        messages.success(request, str(button.done))
        return HttpResponseRedirect(self.address_of(thing))

    def address_of(self, thing: Thing, part: str = "page") -> str:
        field = self.address[0]
        return reverse(f"admin:{self.name_of(part)}", args=[getattr(thing, field)])

    def link_to(self, thing: Thing, words: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.address_of(thing), words)

    def _door(self, button: Button) -> Callable[..., HttpResponse]:
        view: Callable[..., HttpResponse] = require_POST(partial(self.press_view, button=button))
        if button.needs_fresh_login:
            view = reauthentication_required(view)
        return view

    def _thing(self, request: HttpRequest, address: dict[str, Any]) -> Thing:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), **address)

    def _page(
        self,
        request: HttpRequest,
        thing: Thing,
        failed: Button | None = None,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        user = staff(request)
        fitting = [each for each in self.buttons if each == failed or each.fits(thing)]
        own = [each for each in fitting if each == failed or each.may_be_pressed(user, thing)]
        context = self.admin_site.each_context(request) | self.more(thing)
        context |= {
            "opts": self.opts,
            "thing": thing,
            "title": self.title_of(thing),
            "facts": [(label, value) for label, value in self.facts(thing) if value],
            "failed": form,
            "buttons": [
                (
                    each,
                    self.address_of(thing, each.slug),
                    form
                    if form is not None and each == failed
                    else each.form(prefix=each.slug, initial=each.begins_with(thing)),
                )
                for each in own
            ],
            "for_others": [each.label for each in fitting if each not in own],
        }
        return TemplateResponse(request, self.page_template, context)


def _as_it_is_now(button: Button, form: forms.Form, thing: Any) -> forms.Form:
    """What was typed stays; what the page counted for its hidden fields is counted anew."""
    told = QueryDict(mutable=True)
    told.update(form.data)
    for name, value in button.begins_with(thing).items():
        if form.fields[name].widget.is_hidden:
            told[form.add_prefix(name)] = str(value)
    form.data = told
    return form


def staff(request: HttpRequest) -> User:
    """The person at the desk. The admin has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
