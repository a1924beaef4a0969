"""Signatures that were put aside: the queue, and the page on which one of them is decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from petitions.admin import crowds
from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import queries, rules, traces
from petitions.signing.quarantine.forms import Decline
from petitions.signing.quarantine.rules import Suspicion
from testimonies.admin.desk import Button, ButtonDesk, Facts, staff
from testimonies.custody import log as custody
from testimonies.templatetags.components import (
    country_name,
    date_and_time,
    day_month_year,
    language_name,
    state_tag,
)

MODERATES = "petitions.moderate_signatures"
TAGS: dict[str, str] = {
    State.CONFIRMED: "good",
    State.QUARANTINED: "wait",
    State.REJECTED: "bad",
}


def is_aside(signature: Signature) -> bool:
    return signature.state == State.QUARANTINED


def reasons(codes: list[str]) -> str:
    return "; ".join(str(Suspicion(code).label) for code in codes if code in Suspicion.values)


class Decided(admin.SimpleListFilter):
    title = _("what became of it")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(State.CONFIRMED, _("counted")), (State.REJECTED, _("rejected"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext("not decided")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        return queryset.filter(state=self.value() or State.QUARANTINED)


class Why(admin.SimpleListFilter):
    title = _("why")
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Suspicion.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        return queryset.filter(suspicions__contains=[self.value()]) if self.value() else queryset


class OfPetition(admin.SimpleListFilter):
    title = _("petition")
    parameter_name = "petition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Petition.objects.public().order_by("slug").values_list("slug", "slug"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        return queryset.filter(petition__slug=self.value()) if self.value() else queryset


@admin.register(Signature)
class SignatureDesk(ButtonDesk[Signature]):
    address = ("reference", "slug")
    page_template = "petitions/admin/signature.html"
    change_list_template = "petitions/admin/put_aside.html"
    list_display = ("link", "of_petition", "shown_state", "why", "waiting", "how", "where")
    list_filter = (Decided, Why, OfPetition)
    search_fields = ("=reference",)
    search_help_text = _("The whole reference of a signature")
    ordering = ("confirmed_at", "pk")
    buttons = (
        Button(
            "accept",
            _("Count it"),
            _("It counts from the moment at which it was confirmed."),
            MODERATES,
            fits=is_aside,
            act=lambda signature, user, _said: quarantine.accept(signature.pk, by=user),
            look="first",
        ),
        Button(
            "reject",
            _("Reject it"),
            _("It never counts. Whoever has received it is told with the next bundle."),
            MODERATES,
            fits=is_aside,
            act=lambda signature, user, said: quarantine.reject(
                signature.pk, verdict=said["verdict"], by=user
            ),
            form=Decline,
            look="careful",
        ),
        Button(
            "take-up-again",
            _("Look at it again"),
            _("It waits for a decision again."),
            MODERATES,
            fits=lambda signature: signature.state == State.REJECTED,
            act=lambda signature, user, _said: quarantine.take_up_again(signature.pk, by=user),
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MODERATES)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        return queries.put_aside()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            *crowds.urls(self),
            path(
                "<slug:reference>/look/",
                view(require_POST(self.look_view)),
                name=self.name_of("look"),
            ),
            *super().get_urls(),
        ]

    def look_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """From where it was sent, in clear: a page of its own, since each look is recorded."""
        signature = self._thing(request, address)
        custody.record("signature.source_read", signature, by=staff(request))
        signature.is_source_shown = True  # type: ignore[attr-defined]
        return self._page(request, signature)

    def _page(
        self,
        request: HttpRequest,
        thing: Signature,
        failed: Button | None = None,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        custody.record("signature.read", thing, by=staff(request))
        return super()._page(request, thing, failed, form)

    def facts(self, thing: Signature) -> Facts:
        told = thing.personal
        yield _("State"), self.shown_state(thing)
        yield _("Why"), reasons(thing.suspicions)
        yield _("Petition"), thing.petition.slug
        yield _("Name"), told.get("name")
        yield _("E-mail"), told.get("email")
        yield _("Born"), told.get("birth_date")
        yield _("Country"), country_name(thing.country)
        yield _("How it was signed"), thing.get_assurance_display()
        yield _("Language"), language_name(thing.language)
        yield _("Signed"), date_and_time(thing.signed_at)
        yield _("Confirmed by the signer"), date_and_time(thing.confirmed_at)
        yield _("Rejected"), date_and_time(thing.ended_at)
        yield _("Code of its address"), rules.code_of(thing.address_key)
        yield _("Code of its network"), rules.code_of(thing.network_key)
        if getattr(thing, "is_source_shown", False):
            address = (thing.trace or {}).get("address", "")
            yield _("Address"), address or gettext("forgotten")
            yield _("Network"), traces.network_of(address)

    def more(self, thing: Signature) -> dict[str, Any]:
        alike = [
            (each, self.address_of(each) if _may_be_opened(each) else "")
            for each in queries.alike(thing)
        ]
        has_trace = thing.trace and not getattr(thing, "is_source_shown", False)
        return {"alike": alike, "look": self.address_of(thing, "look") if has_trace else ""}

    @admin.display(description=_("signature"))
    def link(self, signature: Signature) -> SafeString:
        return self.link_to(signature, signature.reference)

    @admin.display(description=_("petition"))
    def of_petition(self, signature: Signature) -> str:
        return signature.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, signature: Signature) -> SafeString:
        return state_tag(signature.get_state_display(), TAGS.get(signature.state, ""))

    @admin.display(description=_("why"))
    def why(self, signature: Signature) -> str:
        return reasons(signature.suspicions)

    @admin.display(description=_("has waited"))
    def waiting(self, signature: Signature) -> str:
        if not is_aside(signature) or signature.confirmed_at is None:
            return "–"
        return gettext("since %(day)s") % {"day": day_month_year(signature.confirmed_at)}

    @admin.display(description=_("how"))
    def how(self, signature: Signature) -> str:
        return signature.get_assurance_display()

    @admin.display(description=_("country"))
    def where(self, signature: Signature) -> str:
        return country_name(signature.country)


def _may_be_opened(signature: Signature) -> bool:
    """Of those that nobody suspects, no more than the reference is shown."""
    return is_aside(signature) or signature.state == State.REJECTED
