"""Letters by post: the list to print and to post, and the page of each. Never what they say."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason
from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.posting import views
from testimonies.correspondence.posting.forms import CameBack, said_of
from testimonies.correspondence.posting.kinds import name_of
from testimonies.correspondence.posting.queries import first_letter_of
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests.forms import Recipient
from testimonies.models import PaperLetter
from testimonies.models.paper_letter import MOVES, State
from testimonies.templatetags.components import (
    date_and_time,
    day_month_year,
    language_name,
    state_tag,
)

TAGS: dict[str, str] = {
    State.WAITING: "wait",
    State.PRINTED: "wait",
    State.POSTED: "good",
    State.CAME_BACK: "bad",
    State.SET_ASIDE: "calm",
}


@admin.register(PaperLetter)
class PaperLetterDesk(ButtonDesk[PaperLetter]):
    buttons = (
        Button(
            "came-back",
            _("It came back"),
            _("It is written down."),
            views.POST,
            fits=lambda letter: letter.state == State.POSTED,
            act=lambda letter, user, said: posting.take_back(letter.pk, by=user, **said),
            form=CameBack,
        ),
        Button(
            "readdress",
            _("Keep the changed letter"),
            _("The changed letter is kept."),
            views.POST,
            fits=lambda letter: letter.state == State.CAME_BACK and letter.request_id is not None,
            act=lambda letter, user, said: requests.readdress(letter.pk, by=user, **said),
            form=Recipient,
        ),
        Button(
            "send-again",
            _("The address is right now: send it again"),
            _("It waits to be printed."),
            views.POST,
            fits=lambda letter: letter.state == State.CAME_BACK and not letter.is_last,
            act=lambda letter, user, _said: posting.send_again(letter.pk, by=user),
            look="first",
        ),
        Button(
            "set-aside",
            _("Do not post it"),
            _("It is not posted."),
            views.POST,
            fits=lambda letter: State.SET_ASIDE in MOVES[State(letter.state)],
            act=lambda letter, user, said: posting.set_aside(letter.pk, by=user, **said),
            form=Reason,
            look="careful",
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(views.queue), name=self.name_of("changelist")),
            path("print/", view(views.print_chosen), name=self.name_of("print")),
            path("posted/", view(views.posted), name=self.name_of("posted")),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperLetter]:
        found = PaperLetter.objects.visible_to(request.user)
        return found.select_related("submission__case", "printed_by", "posted_by")

    def title_of(self, thing: PaperLetter) -> str:
        return said_of(thing)

    def facts(self, thing: PaperLetter) -> Facts:
        yield _("State"), state_tag(thing.get_state_display(), TAGS[thing.state])
        yield _("What it is"), name_of(thing.kind)
        yield _("Belongs to"), self._belongs_to(thing)
        yield _("Language"), language_name(thing.language)
        yield _("Written"), date_and_time(thing.written_at)
        yield _("Printed"), self._printed(thing)
        yield _("Posted"), self._posted(thing)
        yield pgettext_lazy("a letter", "Came back"), day_month_year(thing.came_back_on)
        yield _("What the post said"), thing.get_why_back_display()
        yield _("Print it"), self._elsewhere(thing)

    def _belongs_to(self, thing: PaperLetter) -> SafeString | str:
        reference = thing.submission.reference
        if thing.submission.erased_at is not None:
            return reference
        screen = reverse("admin:testimonies_submission_screen", args=[reference])
        return format_html('<a href="{}">{}</a>', screen, reference)

    def _printed(self, thing: PaperLetter) -> str:
        if thing.printed_by is None:
            return ""
        said = f"{date_and_time(thing.printed_at)}, {thing.printed_by.email}"
        return f"{said} ({thing.prints} ×)" if thing.prints > 1 else said

    def _posted(self, thing: PaperLetter) -> str:
        if thing.posted_by is None:
            return ""
        return f"{day_month_year(thing.posted_on)}, {thing.posted_by.email}"

    def _elsewhere(self, thing: PaperLetter) -> SafeString | str:
        """The first letter to somebody for whom we typed brings the return code."""
        typed = first_letter_of(thing) if thing.state == State.WAITING else None
        if typed is None:
            return ""
        place = reverse("admin:testimonies_transcription_page", args=[typed.uuid])
        words = _("where it was typed in: it carries the return code")
        return format_html('<a href="{}">{}</a>', place, words)
