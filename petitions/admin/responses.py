"""What institutions say: questions to answer, answers to read and to show to everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from petitions.admin import naming
from petitions.admin.desk_buttons import RELEASES
from petitions.admin.holding import ERASES
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding import files
from petitions.deliveries.responding.documents import actions as documents
from petitions.models import InstitutionResponse, ResponseFile
from petitions.models.response import OUTCOMES, ResponseKind
from petitions.retention.forms import OnRequest
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.evidence import Scan
from testimonies.templatetags.components import (
    date_and_time,
    day_month_year,
    figure,
    language_name,
    state_tag,
)


class Reply(forms.Form):
    text = forms.CharField(
        label=_("Our answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("It stands on their page. The letter says only that it is there."),
        error_messages={"required": _("Write the answer.")},
    )


class PublicWords(forms.Form):
    text = forms.CharField(
        label=_("The words that everybody reads"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("As they wrote it, without the names of private people."),
        error_messages={"required": _("Write what everybody may read.")},
    )


class WaitingFilter(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("answer", _("an answer of ours")), ("reader", _("somebody who reads it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "answer":
            return queryset & InstitutionResponse.objects.open_questions()
        if self.value() == "reader":
            return queryset & InstitutionResponse.objects.to_read()
        return queryset


@admin.register(InstitutionResponse)
class ResponseDesk(ButtonDesk[InstitutionResponse]):
    list_display = ("link", "shown_kind", "received", "shown_state")
    list_filter = (WaitingFilter, "kind")
    ordering = ("-pk",)
    buttons = (
        Button(
            "reply",
            _("Answer"),
            _("The answer stands on their page, and a letter tells them so."),
            RELEASES,
            fits=lambda each: each.kind == ResponseKind.QUESTION and each.replied_at is None,
            act=lambda each, user, said: responding.reply(each.pk, by=user, **said),
            form=Reply,
            look="first",
        ),
        Button(
            "publish",
            _("Show it to everybody"),
            _("It stands on the page of the petition."),
            RELEASES,
            fits=lambda each: each.kind in OUTCOMES and each.may_be_public,
            act=lambda each, user, said: responding.publish(each.pk, by=user, **said),
            form=PublicWords,
            begins_with=lambda each: {"text": each.public_text or each.told.get("text", "")},
            look="first",
        ),
        Button(
            "read",
            _("I have read it"),
            _("It stays between us and the institution."),
            RELEASES,
            fits=lambda each: each.kind in OUTCOMES and each.read_at is None,
            act=lambda each, user, _said: responding.mark_read(each.pk, by=user),
        ),
        Button(
            "take-back",
            _("Show it no longer"),
            _("It is no longer shown to everybody."),
            RELEASES,
            fits=lambda each: each.published_at is not None,
            act=lambda each, user, said: responding.take_back(each.pk, by=user, **said),
            form=Reason,
            look="careful",
        ),
        Button(
            "forget",
            _("Erase the words"),
            _("The words are erased. Counts and days stay."),
            ERASES,
            fits=lambda each: each.can_be_forgotten,
            act=lambda each, user, said: responding.forget_on_request(each.pk, by=user, **said),
            form=OnRequest,
            look="careful",
            needs_fresh_login=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[InstitutionResponse]:
        found = super().get_queryset(request)
        return found.select_related(
            "delivery__bundle__target__profile__institution", "read_by", "replied_by", "entered_by"
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_GET(self.file_view))
        return [path("<uuid:uuid>/file/", view, name=self.name_of("file")), *super().get_urls()]

    def file_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """As it came, and never shown within the desk."""
        response = self._thing(request, {"uuid": uuid})
        try:
            content, file = documents.hand_out(response.pk, by=staff(request))
        except (Refusal, ResponseFile.DoesNotExist) as no:
            raise Http404(str(no)) from no
        name = f"answer-{response.pk}.{files.EXTENSIONS[file.kind]}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/octet-stream", headers=headers)

    def _file(self, response: InstitutionResponse) -> SafeString | str:
        file = ResponseFile.objects.defer("content").filter(response=response).first()
        if file is None:
            return ""
        if file.scan != Scan.CLEAN:
            return state_tag(file.get_scan_display(), "wait")
        where = self.address_of(response, "file")
        return format_html('<a href="{}">{}</a> {}', where, _("Take the file"), file.sha256)

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Who wrote for the institution, and what: each look leaves a line."""
        custody.record("response.opened", self._thing(request, address), by=staff(request))
        return super().page_view(request, **address)

    def title_of(self, thing: InstitutionResponse) -> str:
        return f"{naming.of_bundle(thing.delivery.bundle)}: {thing.get_kind_display()}"

    def facts(self, thing: InstitutionResponse) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("Delivery"), naming.link_to_delivery(thing.delivery)
        yield _("Received"), date_and_time(thing.at)
        yield _("Day"), day_month_year(thing.on)
        yield _("What they say"), _paragraphs(thing.told.get("text", ""))
        if thing.is_forgotten:
            yield _("Erased"), _("The words are gone, since they name people or may do so.")
        yield _("Language"), language_name(thing.language) if thing.language else ""
        yield _("Who wrote it"), thing.told.get("clerk", "")
        yield _("Signed by"), ", ".join(thing.told.get("signers", []))
        yield _("Issuers of the signatures"), _vouched(thing)
        yield _("Registry number"), thing.registry_number
        yield _("Valid signatures"), _figure(thing.verified_count)
        yield _("Invalid signatures"), _figure(thing.invalid_count)
        yield _("File"), self._file(thing)
        yield _("Where everybody can read it"), thing.web_address
        yield _("May everybody know it"), _("yes") if thing.may_be_public else ""
        yield _("Our answer"), _paragraphs((thing.reply or {}).get("text", ""))
        yield _("Answered by"), thing.replied_by and thing.replied_by.email
        yield _("Written down by"), thing.entered_by and thing.entered_by.email
        yield _("Read by"), thing.read_by and thing.read_by.email
        yield _("What everybody reads"), _paragraphs(thing.public_text)
        yield _("Shown since"), date_and_time(thing.published_at)

    @admin.display(description=_("institution"))
    def link(self, response: InstitutionResponse) -> SafeString:
        bundle = response.delivery.bundle
        words = f"{bundle.target.profile.institution.code} {bundle.number}"
        return self.link_to(response, words)

    @admin.display(description=_("kind"))
    def shown_kind(self, response: InstitutionResponse) -> str:
        return response.get_kind_display()

    @admin.display(description=_("received"))
    def received(self, response: InstitutionResponse) -> str:
        return date_and_time(response.at)

    @admin.display(description=_("state"))
    def shown_state(self, response: InstitutionResponse) -> SafeString:
        if response.published_at:
            return state_tag(_("shown to everybody"), "good")
        if response.kind == ResponseKind.QUESTION:
            is_done = response.replied_at is not None
            return state_tag(_("answered"), "good") if is_done else state_tag(_("waits"), "wait")
        if response.kind in OUTCOMES and response.read_at is None:
            return state_tag(_("to be read"), "wait")
        return state_tag(_("between us and them"), "calm")


def _paragraphs(text: str) -> SafeString:
    lines = (line.strip() for line in text.splitlines())
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))


def _vouched(response: InstitutionResponse) -> Any:
    if response.kind != ResponseKind.COUNTERSIGNATURE:
        return ""
    is_trusted = response.told.get("is_trusted")
    return _("trusted") if is_trusted else _("not checked: no trust store is set up")


def _figure(number: int | None) -> str:
    return "" if number is None else figure(number)
