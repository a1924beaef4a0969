"""The queue of submissions, without any name in it, and the way to the screen of each."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from testimonies.admin.desk import Desk, staff
from testimonies.admin.queue_filters import FILTERS, counted
from testimonies.admin.queue_pages import QueueList, QueuePages
from testimonies.care import urls as care
from testimonies.claims.completeness import views as completeness
from testimonies.claims.figures import views as figures
from testimonies.claims.gaps import views as gaps
from testimonies.conflicts import views as conflicts
from testimonies.correspondence import queries as correspondence_queries
from testimonies.correspondence import urls as correspondence_urls
from testimonies.correspondence import views as correspondence
from testimonies.flags import urls as flags
from testimonies.models import Submission
from testimonies.models.case import Kind
from testimonies.models.evidence import FileRole
from testimonies.models.restraint import Restrains
from testimonies.people import views as people
from testimonies.recordings import views as recordings
from testimonies.redactions import views as redactions
from testimonies.redactions.papers import views as covered_papers
from testimonies.restraints import views as restraints
from testimonies.review import queries, queue, views
from testimonies.review.absence import queries as absences
from testimonies.review.absence import views as absence
from testimonies.review.case_file import state_of
from testimonies.review.court.views import history
from testimonies.review.embargoes import views as embargoes
from testimonies.review.explanations import views as explanations
from testimonies.review.handing_over.views import add_paper, hand_over
from testimonies.review.sealed.views import cover, seal
from testimonies.review.signed_out import words_back
from testimonies.review.undoing.views import undo
from testimonies.review.vault.views import vault
from testimonies.review.verbs import VERBS
from testimonies.templatetags.components import (
    date_and_time,
    day_month_year,
    language_name,
    state_tag,
    unbroken,
)
from testimonies.weighing import views as weighing


@admin.register(Submission)
class SubmissionDesk(Desk[Submission]):
    list_display = ("link", "what", "state", "spoken", "since", "files", "hands")
    list_filter = FILTERS
    show_facets = admin.ShowFacets.NEVER  # the filters count by themselves
    search_fields = ("reference",)
    search_help_text = gettext_lazy("A whole reference, such as BA-2026-7KQ4M")
    change_list_template = "testimonies/review/queue.html"

    def get_urls(self) -> list[URLPattern]:
        view = partial(words_back, self.admin_site.admin_view)
        verbs = [
            path(
                f"<str:reference>/{slug}/",
                view(partial(views.act, slug=slug)),
                name=f"testimonies_submission_{slug}",
            )
            for slug in VERBS
        ]
        return [
            path("", view(self.changelist_view), name="testimonies_submission_changelist"),
            path("away/", view(absence.away), name="testimonies_submission_away"),
            path("away/back/", view(absence.back), name="testimonies_submission_back"),
            *care.urls(view),
            path("claims-in-figures/", view(figures.page), name="testimonies_submission_figures"),
            path(
                "claims-in-figures/file/",
                view(figures.as_csv),
                name="testimonies_submission_figures_csv",
            ),
            path(
                "waiting-time-over/",
                view(embargoes.over),
                name="testimonies_submission_embargoes",
            ),
            path(
                "letters-and-calls/",
                view(correspondence.waiting),
                name="testimonies_submission_letters_and_calls",
            ),
            path("<str:reference>/", view(views.screen), name="testimonies_submission_screen"),
            *correspondence_urls.urls(view),
            path(
                "<str:reference>/papers/<uuid:paper>/",
                view(views.paper),
                name="testimonies_submission_paper",
            ),
            path(
                "<str:reference>/papers/<uuid:paper>/small/",
                view(views.paper),
                {"role": FileRole.THUMBNAIL},
                name="testimonies_submission_paper_small",
            ),
            path(
                "<str:reference>/papers/<uuid:paper>/set-aside/",
                view(views.set_aside),
                name="testimonies_submission_set_aside",
            ),
            path(
                "<str:reference>/papers/<uuid:paper>/read/",
                view(views.read_paper),
                name="testimonies_submission_read_paper",
            ),
            *self._of_people(view),
            path("<str:reference>/undo/", view(undo), name="testimonies_submission_undo"),
            path(
                "<str:reference>/explain/<slug:slug>/",
                view(explanations.explain),
                name="testimonies_submission_explain",
            ),
            *self._of_restraints(view),
            *redactions.urls(view),
            *covered_papers.urls(view),
            *recordings.urls(view),
            *flags.urls(view),
            path(
                "<str:reference>/a-colleague-keeps-away/",
                view(conflicts.colleague),
                name="testimonies_submission_colleague",
            ),
            path(
                "<str:reference>/support/",
                view(weighing.page),
                name="testimonies_submission_weigh",
            ),
            path(
                "<str:reference>/completeness/",
                view(completeness.page),
                name="testimonies_submission_completeness",
            ),
            path("<str:reference>/proof/", view(gaps.desk), name="testimonies_submission_proof"),
            path(
                "<str:reference>/proof/<slug:basis>/<slug:archive>/<uuid:person>/",
                view(gaps.desk_letter),
                name="testimonies_submission_archive_letter",
            ),
            path("<str:reference>/seal/", view(seal), name="testimonies_submission_seal"),
            path(
                "<str:reference>/seal/cover/",
                view(cover),
                name="testimonies_submission_seal_cover",
            ),
            path("<str:reference>/vault/", view(vault), name="testimonies_submission_vault"),
            path("<str:reference>/history/", view(history), name="testimonies_submission_history"),
            path(
                "<str:reference>/hand-over/",
                view(hand_over),
                name="testimonies_submission_hand_over",
            ),
            path(
                "<str:reference>/hand-over/paper/",
                view(add_paper),
                name="testimonies_submission_hand_over_paper",
            ),
            *verbs,
        ]

    def _of_people(self, view: Any) -> list[URLPattern]:
        place = "<str:reference>/people/<uuid:person>/"
        return [
            path(place, view(people.compare), name="testimonies_submission_compare"),
            path(f"{place}judge/", view(people.judge), name="testimonies_submission_judge"),
            path(
                f"{place}take-back/",
                view(people.take_back),
                name="testimonies_submission_take_back",
            ),
        ]

    def _of_restraints(self, view: Any) -> list[URLPattern]:
        place = "<str:reference>/restraints/"
        acts = [
            (restraints.begin, Restrains.SUSPENSION, "suspend"),
            (restraints.end, Restrains.SUSPENSION, "end_suspension"),
            (restraints.begin, Restrains.LEGAL_HOLD, "hold"),
            (restraints.end, Restrains.LEGAL_HOLD, "end_hold"),
        ]
        return [
            path(place, view(restraints.page), name="testimonies_submission_restraints"),
            *(
                path(
                    f"{place}{name.replace('_', '-')}/",
                    view(act),
                    {"kind": kind},
                    name=f"testimonies_submission_{name}",
                )
                for act, kind, name in acts
            ),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        away = counted(request).away
        return queue.on_the_desk(Submission.objects.listed_for(request.user, away=away))

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[ChangeList]:
        return QueueList

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Submission], per_page: int, *_rest: Any
    ) -> Paginator[Submission]:
        return QueuePages(queryset, per_page, counted=getattr(request, "queue_many", 0))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        """A reference is written in capitals, and so its index finds it."""
        typed = search_term.strip().upper()
        return (queryset.filter(reference=typed) if typed else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        references = [submission.reference for submission in changelist.result_list]
        opened = queries.opened_lately(references, other_than=staff(request))
        away = absences.away_until(
            each.queued.assignee_id for each in changelist.result_list if each.queued.assignee_id
        )
        new = correspondence_queries.unread_in(each.case_id for each in changelist.result_list)
        for submission in changelist.result_list:
            submission.new_messages = new.get(submission.case_id, 0)
            submission.opened_by = opened.get(submission.reference)
            submission.away_until = away.get(submission.queued.assignee_id)
        return changelist

    @admin.display(description=gettext_lazy("reference"))
    def link(self, submission: Any) -> SafeString:
        """And to what its submitter wrote, where nobody here has read it."""
        address = reverse("admin:testimonies_submission_screen", args=[submission.reference])
        lines: list[tuple[str, str]] = [(address, unbroken(submission.reference))]
        if many := submission.new_messages:
            said = ngettext("%(many)s new message", "%(many)s new messages", many)
            place = "admin:testimonies_submission_correspondence"
            lines.append((reverse(place, args=[submission.reference]), said % {"many": many}))
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', lines)

    @admin.display(description=gettext_lazy("kind"))
    def what(self, submission: Submission) -> str:
        return str(Kind(submission.kind).label)

    @admin.display(description=gettext_lazy("state"))
    def state(self, submission: Any) -> SafeString:
        """And what stops it: whoever takes it up should know before."""
        stops = [
            state_tag(words, "bad")
            for name, words in queue.HELD_BACK.items()
            if getattr(submission.queued, f"is_{name}")
        ]
        tags = [state_tag(*state_of(submission)), *stops]
        return format_html_join(SafeString(" "), "{}", ((tag,) for tag in tags))

    @admin.display(description=gettext_lazy("language"))
    def spoken(self, submission: Submission) -> str:
        return language_name(submission.language)

    @admin.display(description=gettext_lazy("waiting since"))
    def since(self, submission: Any) -> str:
        return date_and_time(submission.queued.since)

    @admin.display(description=gettext_lazy("files"))
    def files(self, submission: Any) -> SafeString | str:
        if submission.has_infected_file:
            return state_tag(_("infected"), "bad")
        if submission.has_pending_file:
            return state_tag(_("being scanned"), "wait")
        return _("clean") if submission.has_files else "–"

    @admin.display(description=gettext_lazy("in whose hands"))
    def hands(self, submission: Any) -> SafeString | str:
        who = submission.queued.assignee
        lines = [(who.email,)] if who else []
        if submission.away_until:
            day = day_month_year(submission.away_until)
            lines.append((_("away until %(day)s") % {"day": day},))
        if submission.opened_by and not (who and submission.opened_by.by == who.email):
            lines.append((_("opened by %(who)s") % {"who": submission.opened_by.by},))
        return format_html_join(SafeString("<br>"), "{}", lines) or "–"
