"""Post, calls and visits: begun here, typed into the question pages, handed in, and answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from testimonies import nudge, tasks
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit
from testimonies.intake.transcribing import actions as transcribing
from testimonies.intake.transcribing import letter, queries, rules, views
from testimonies.intake.transcribing.flows import FLOWS
from testimonies.intake.transcribing.forms import NewTranscription, PrintLetter, Scan
from testimonies.intake.transcribing.policies import TRANSCRIBE
from testimonies.models import Submitter, Transcription
from testimonies.templatetags.components import (
    date_and_time,
    day_month_year,
    language_name,
    state_tag,
)


def is_open(transcription: Transcription) -> bool:
    return transcription.draft.submitted_at is None and transcription.draft.sealed_at is None


@admin.register(Transcription)
class TranscriptionDesk(ButtonDesk[Transcription]):
    list_display = ("link", "kind", "channel", "received", "state", "typed_by")
    list_filter = ("draft__channel", "draft__kind", "language")
    ordering = ("-pk",)
    change_list_template = "testimonies/transcribing/desk.html"
    page_template = "testimonies/transcribing/transcription.html"
    buttons = (
        Button(
            "set-aside",
            _("Do not hand it in"),
            _("It is set aside, and erased after ninety days."),
            TRANSCRIBE,
            fits=is_open,
            act=lambda thing, user, said: transcribing.set_aside(thing.pk, by=user, **said),
            form=Reason,
            look="careful",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transcription]:
        found = Transcription.objects.visible_to(request.user)
        found = found.select_related("draft", "draft__case", "draft__submission", "begun_by")
        return found.prefetch_related("typists")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new_view), name=self.name_of("new")),
            path(
                "<uuid:uuid>/letter/",
                view(require_POST(self.letter_view)),
                name=self.name_of("letter"),
            ),
            path("<uuid:uuid>/scan/", view(self.scan_view), name=self.name_of("scan")),
            *super().get_urls(),
            *views.urls(view),
        ]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        user = views.typist(request)
        form = NewTranscription(user, request.POST or None, initial=_first_values(request))
        if request.method == "POST" and form.is_valid():
            flow, beside = FLOWS[form.cleaned_data["kind"]], form.cleaned_data["beside"]
            try:
                begun = transcribing.begin(
                    flow.questionnaire, form.arrived(), by=user, beside=beside
                )
            except Refusal as no:
                form.add_error("beside", str(no))
            else:
                return HttpResponseRedirect(flow.url(begun.draft, begun.draft.page))
        return self._own_page(request, "new", _("Something has come"), {"form": form})

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        thing = self._thing(request, address)
        custody.record("transcription.viewed", thing, by=views.typist(request))
        return self._page(request, thing)

    @method_decorator(csrf_exempt)  # the check follows, once it is said that this page takes files
    def scan_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        size_limit.take_files(request, most=views.MOST_BYTES)
        return self._scan_view(request, uuid)

    @method_decorator((csrf_protect, require_POST))
    def _scan_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        user, thing = views.typist(request), self._thing(request, {"uuid": uuid})
        form = Scan(request.POST, request.FILES)
        if size_limit.was_exceeded(request):
            form.errors.clear()
            form.add_error("file", inspection.too_large(views.MOST_BYTES))
        elif form.is_valid():
            try:
                scan = transcribing.add_scan(thing.pk, form.cleaned_data["file"], by=user)
            except Refusal as no:
                form.add_error("file", str(no))
            else:
                nudge.after_commit(tasks.make_access_copy, scan.pk)
                messages.success(request, gettext("The scan is kept."))
                return HttpResponseRedirect(self.address_of(thing))
        page = {"thing": thing, "form": form}
        return self._own_page(request, "scan", _("Scan of the letter or form"), page)

    def letter_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """SECURITY: the answer to a press holds the code, once; no address ever gives it again."""
        user, thing = views.typist(request), self._thing(request, {"uuid": uuid})
        form = PrintLetter(request.POST)
        form.is_valid()
        try:
            code = transcribing.print_letter(thing.pk, by=user, **form.cleaned_data)
        except Refusal as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(self.address_of(thing))
        response = HttpResponse(letter.pdf(thing, code), content_type="application/pdf")
        name = f"letter-{thing.draft.submission.reference}.pdf"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    def title_of(self, thing: Transcription) -> str:
        return self._name(thing)

    def facts(self, thing: Transcription) -> Facts:
        submission = queries.submission_of(thing)
        yield _("State"), self.state(thing)
        yield _("Kind"), thing.draft.get_kind_display()
        yield _("Came by"), self.channel(thing)
        yield _("Received"), self.received(thing)
        yield _("Language"), language_name(thing.language)
        yield _("Printed form"), thing.form_code
        yield _("Begun by"), thing.begun_by.email
        yield _("Typed in by"), self.typed_by(thing)
        if submission:
            screen = reverse("admin:testimonies_submission_screen", args=[submission.reference])
            yield _("Handed in"), format_html('<a href="{}">{}</a>', screen, submission.reference)
            yield _("Declared"), submission.get_declared_display()
        yield _("Return code printed"), date_and_time(thing.code_printed_at)

    def more(self, thing: Transcription) -> dict[str, Any]:
        flow, draft = FLOWS[thing.draft.kind], thing.draft
        submitter = Submitter.objects.filter(case=draft.case_id).first()
        first_letter = thing.makes_case and thing.code_printed_at is None
        return {
            "is_open": is_open(thing),
            "is_handed_in": draft.submitted_at is not None,
            "go_on_url": flow.url(draft, draft.page),
            "check_url": flow.url(draft, "check"),
            "scans": queries.scans_of(thing),
            "scan_form": Scan(),
            "letter_form": PrintLetter(initial={"with_code": first_letter}),
            "is_posted": bool(rules.posted_to(submitter)),
        }

    @admin.display(description=_("what came"))
    def link(self, thing: Transcription) -> SafeString:
        return self.link_to(thing, self._name(thing))

    @admin.display(description=_("kind"))
    def kind(self, thing: Transcription) -> str:
        return thing.draft.get_kind_display()

    @admin.display(description=_("came by"))
    def channel(self, thing: Transcription) -> str:
        return thing.draft.get_channel_display()

    @admin.display(description=_("received"))
    def received(self, thing: Transcription) -> str:
        return day_month_year(thing.received_on)

    @admin.display(description=_("typed in by"))
    def typed_by(self, thing: Transcription) -> str:
        return ", ".join(sorted(user.email for user in thing.typists.all())) or "–"

    @admin.display(description=_("state"))
    def state(self, thing: Transcription) -> SafeString:
        if thing.draft.submitted_at:
            return state_tag(_("handed in"), "good")
        if thing.draft.sealed_at:
            return state_tag(_("set aside"))
        return state_tag(_("being typed in"), "wait")

    def _name(self, thing: Transcription) -> str:
        """Nobody's name: the reference, or when it was begun."""
        if thing.draft.submitted_at:
            return thing.draft.submission.reference
        begun = {"moment": date_and_time(thing.begun_at)}
        return gettext("Begun on %(moment)s") % begun

    def _own_page(
        self, request: HttpRequest, name: str, title: Any, more: dict[str, Any]
    ) -> HttpResponse:
        form = more["form"]
        context = self.admin_site.each_context(request) | more
        context |= {"opts": self.opts, "title": title}
        context |= {"failed": form if form.errors else None}
        return TemplateResponse(request, f"testimonies/transcribing/{name}.html", context)


def _first_values(request: HttpRequest) -> dict[str, str]:
    """After one form for both: the claim is begun beside its testimony."""
    known = {"kind", "beside", "channel", "language", "received_on", "form_code"}
    return {name: str(value) for name, value in request.GET.items() if name in known}
