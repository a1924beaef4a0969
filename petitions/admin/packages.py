"""Archive packages: made after a preview, taken from here, deleted after a while."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from petitions import tasks
from petitions.deliveries import resumable
from petitions.deliveries.resumable import Lying
from petitions.models import ArchivePackage
from petitions.models.package import State
from petitions.packages import actions as packages
from petitions.packages import places, queries
from petitions.packages.forms import PETITION, Sure, Wanted
from petitions.packages.queries import Preview
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import ConflictOfInterest, Institution
from testimonies.templatetags.components import date_and_time, state_tag

MAKES = "petitions.make_archivepackage"
TAGS: dict[str, str] = {
    State.ASKED: "wait",
    State.READY: "good",
    State.FAILED: "bad",
    State.DELETED: "calm",
}


def try_again(package: ArchivePackage, user: User, _said: dict[str, Any]) -> None:
    packages.try_again(package.pk, by=user)
    nudge.after_commit(tasks.write_package, package.pk)


@admin.register(ArchivePackage)
class PackageDesk(ButtonDesk[ArchivePackage]):
    list_display = ("link", "shown_format", "shown_state", "archive", "asked")
    list_filter = ("state", "format")
    ordering = ("-pk",)
    change_list_template = "petitions/admin/packages.html"
    page_template = "petitions/admin/package.html"
    buttons = (
        Button(
            "try-again",
            _("Try again now"),
            _("It is being written again."),
            MAKES,
            fits=lambda package: package.state == State.FAILED,
            act=try_again,
            look="first",
        ),
        Button(
            "remove",
            _("Delete the file"),
            _("The file is deleted. Its digest stays."),
            MAKES,
            fits=lambda package: package.state != State.DELETED,
            act=lambda package, user, said: packages.delete(package.pk, by=user, **said),
            form=Reason,
            look="careful",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArchivePackage]:
        found = super().get_queryset(request).defer("frozen")
        named, told = ConflictOfInterest.objects.hidden_cases(staff(request))
        found = found.exclude(submission__case__in=named).exclude(submission__case__in=told)
        return found.select_related("petition", "submission", "institution", "asked_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        new = reauthentication_required(self.new_view)
        ask = reauthentication_required(require_POST(self.ask_view))
        take = reauthentication_required(require_safe(self.file_view))
        return [
            path("new/", view(new), name=self.name_of("new")),
            path("new/ask/", view(ask), name=self.name_of("ask")),
            path("<uuid:uuid>/file/", view(take), name=self.name_of("file")),
            *super().get_urls(),
        ]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """What is wanted, and what would be in it; a look at a record is written down."""
        user = self._maker(request)
        if request.method != "POST":
            return self._ask(request, Wanted())
        wanted = Wanted(request.POST)
        found = self._preview(wanted, user)
        sure = Sure(initial={"seen": found.seen, "package": uuid4()}) if found else None
        return self._ask(request, wanted, found, sure)

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        user = self._maker(request)
        wanted, sure = Wanted(request.POST), Sure(request.POST)
        if not (wanted.is_valid() and sure.is_valid()):
            return self._ask(request, wanted, self._preview(wanted, user), sure)
        try:
            package = _asked(wanted, sure, user)
        except Refusal as no:
            wanted.add_error(None, str(no))
            return self._ask(request, wanted)
        nudge.after_commit(tasks.write_package, package.pk)
        messages.success(request, str(_("It is being written.")))
        return HttpResponseRedirect(self.address_of(package))

    def file_view(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        """Whole or in part; each passage leaves a line, and none is given without consent."""
        user, package = self._maker(request), self._thing(request, {"uuid": uuid})
        file = Lying(places.file(package), package.sha256, package.file_name, "application/zip")

        def passes(first: int, last: int) -> None:
            packages.hand_out(package.pk, by=user, first=first, last=last)

        try:
            packages.must_be_there(package)
            return resumable.answer(request, file, passes)
        except Refusal as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(self.address_of(package))

    def more(self, thing: ArchivePackage) -> dict[str, Any]:
        is_there = thing.state == State.READY
        return {"door": self.address_of(thing, "file") if is_there else ""}

    def facts(self, thing: ArchivePackage) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("What is wrong"), thing.problem
        yield _("What it is made from"), str(thing.petition or thing.submission)
        yield _("Form"), thing.get_format_display()
        yield _("For which archive"), thing.archive
        yield _("Institution"), thing.institution and thing.institution.name
        yield _("Submission agreement"), thing.agreement
        yield _("Reason"), thing.reason
        yield _("Asked for by"), thing.asked_by and thing.asked_by.email
        yield _("Asked for"), date_and_time(thing.asked_at)
        yield _("Ready"), date_and_time(thing.ready_at)
        yield _("Size"), filesizeformat(thing.size) if thing.size else ""
        yield "SHA-256", thing.sha256
        if thing.state != State.DELETED:
            yield _("Deleted at the latest"), date_and_time(thing.delete_at)
        yield _("Deleted"), date_and_time(thing.deleted_at)

    def _maker(self, request: HttpRequest) -> User:
        if not request.user.has_perm(MAKES):
            raise PermissionDenied
        return staff(request)

    def _preview(self, wanted: Wanted, user: User) -> Preview | None:
        """None where there is nothing to be shown; the form says why."""
        if not wanted.is_valid():
            return None
        told = wanted.cleaned_data
        try:
            if told["thing"] == PETITION:
                petition = queries.petition(told["name"])
                found = queries.of_a_petition(petition) if petition else None
            else:
                found = _look_at_case(told, user)
        except Refusal as no:
            wanted.add_error("name", str(no))
            return None
        if found is None:
            wanted.add_error("name", _("There is nothing of that name."))
        return found

    def _ask(
        self,
        request: HttpRequest,
        wanted: Wanted,
        found: Preview | None = None,
        sure: Sure | None = None,
    ) -> HttpResponse:
        failed = next((form for form in (wanted, sure) if form and form.errors), None)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("A package for an archive"),
            "failed": failed,
            "wanted": wanted,
            "found": found,
            "sure": sure,
        }
        return TemplateResponse(request, "petitions/admin/package_new.html", context)

    @admin.display(description=_("archive package"))
    def link(self, package: ArchivePackage) -> SafeString:
        return self.link_to(package, package.identifier)

    @admin.display(description=_("form"))
    def shown_format(self, package: ArchivePackage) -> str:
        return package.get_format_display()

    @admin.display(description=_("state"))
    def shown_state(self, package: ArchivePackage) -> SafeString:
        return state_tag(package.get_state_display(), TAGS[package.state])

    @admin.display(description=_("asked for"))
    def asked(self, package: ArchivePackage) -> str:
        return date_and_time(package.asked_at)


def _look_at_case(told: dict[str, Any], user: User) -> Preview | None:
    """A name is shown: it is written down who looked."""
    submission = queries.submission(told["name"], reader=user)
    if submission is None:
        return None
    institution = Institution.objects.filter(code=told["institution"]).first()
    custody.record("submission.previewed_for_archive", submission, by=user)
    return queries.of_a_case(submission, institution)


def _asked(wanted: Wanted, sure: Sure, user: User) -> ArchivePackage:
    told, order = wanted.cleaned_data, wanted.order(sure)
    if told["thing"] == PETITION:
        if petition := queries.petition(told["name"]):
            return packages.ask_for_petition(petition.pk, order, by=user)
    elif submission := queries.submission(told["name"], reader=user):
        seen = sure.cleaned_data["seen"]
        return packages.ask_for_case(submission.pk, order, by=user, seen=seen)
    raise Refusal(str(_("There is nothing of that name.")))
