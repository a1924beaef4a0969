"""News to signers: what institutions did, the letters about it, and whether they may go."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.admin import naming
from petitions.models import News
from petitions.models.news import State
from petitions.signing.news import actions, queries
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason
from testimonies.models.switch import Part
from testimonies.switches import queries as switches
from testimonies.templatetags.components import date_and_time, figure, state_tag

TAGS: dict[str, str] = {
    State.WAITING: "wait",
    State.TELLING: "calm",
    State.TOLD: "good",
    State.DROPPED: "bad",
}


def tell(news: News, user: User, _said: dict[str, Any]) -> None:
    actions.tell(news.pk, by=user)
    nudge.after_commit(tasks.write_news, news.pk)


def drop(news: News, user: User, said: dict[str, Any]) -> None:
    actions.drop(news.pk, by=user, reason=said["reason"])


@admin.register(News)
class NewsDesk(ButtonDesk[News]):
    list_display = ("happened", "petition", "shown_state", "found", "letters")
    list_filter = ("state",)
    ordering = ("-pk",)
    page_template = "petitions/admin/news.html"
    buttons = (
        Button(
            "tell",
            _("Send these letters"),
            _("The letters are being written."),
            "petitions.tell_news",
            fits=lambda news: news.state == State.WAITING,
            act=tell,
            look="first",
        ),
        Button(
            "drop",
            _("Do not tell"),
            _("Nobody is written to about this any more."),
            "petitions.tell_news",
            fits=lambda news: news.state in {State.WAITING, State.TELLING},
            act=drop,
            form=Reason,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[News]:
        found = super().get_queryset(request).select_related("decided_by")
        return found.select_related(
            "delivery__bundle__target__petition",
            "delivery__bundle__target__profile__institution",
            "response",
        )

    def title_of(self, thing: News) -> str:
        return queries.words_of(thing, "en").subject

    def facts(self, thing: News) -> Facts:
        bundle = thing.delivery.bundle
        yield _("State"), self.shown_state(thing)
        yield _("Petition"), bundle.target.petition.slug
        yield _("Institution"), bundle.target.profile.institution.name
        yield _("Bundle"), naming.link_to_bundle(bundle)
        if thing.state == State.WAITING:
            yield _("People who get it"), figure(queries.readers(thing).count()) or "0"
        yield _("Letters written"), figure(thing.letters) if thing.letters else ""
        yield _("Found"), date_and_time(thing.found_at)
        yield _("Decided by"), thing.decided_by and thing.decided_by.email
        yield _("Decided"), date_and_time(thing.decided_at)
        yield _("Why"), thing.reason
        yield _("All letters written"), date_and_time(thing.told_at)

    def more(self, thing: News) -> dict[str, Any]:
        return {
            "previews": queries.previews(thing),
            "is_paused": not switches.is_on(Part.BULK_MAIL),
        }

    @admin.display(description=_("what happened"))
    def happened(self, news: News) -> SafeString:
        return self.link_to(news, queries.words_of(news, "en").subject)

    @admin.display(description=_("petition"))
    def petition(self, news: News) -> str:
        return news.delivery.bundle.target.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, news: News) -> SafeString:
        return state_tag(news.get_state_display(), TAGS[news.state])

    @admin.display(description=_("found"))
    def found(self, news: News) -> str:
        return date_and_time(news.found_at)
