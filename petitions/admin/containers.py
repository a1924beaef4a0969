"""Signed containers: which could not be taken and why. Never what is in them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.models import SignedContainer
from petitions.models.container import State
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import reasons
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts
from testimonies.templatetags.components import date_and_time, state_tag

TAGS: dict[str, str] = {
    State.RECEIVED: "calm",
    State.VERIFIED: "good",
    State.UNVERIFIED: "wait",
    State.REFUSED: "bad",
}


def check_again(container: SignedContainer, user: User, _said: dict[str, Any]) -> None:
    qualified.check_again(container.pk, by=user)
    nudge.after_commit(tasks.check_container, container.pk)


@admin.register(SignedContainer)
class SignedContainerDesk(ButtonDesk[SignedContainer]):
    list_display = ("link", "slug", "shown_state", "reason", "received")
    list_filter = ("state", "reason")
    search_fields = ("reference",)
    ordering = ("-pk",)
    address = ("reference", "slug")
    buttons = (
        Button(
            "check-again",
            _("Check again"),
            _("It is being checked again."),
            "petitions.check_signedcontainer",
            fits=lambda container: container.state in {State.UNVERIFIED, State.REFUSED},
            act=check_again,
            look="first",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignedContainer]:
        found = super().get_queryset(request).select_related("petition")
        return found.defer("content", "told")

    def facts(self, thing: SignedContainer) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("Reason"), thing.reason
        yield _("What the signer was told"), reasons.sentence(thing.reason) if thing.reason else ""
        yield _("Petition"), thing.petition.slug
        yield _("Size"), filesizeformat(thing.size)
        yield _("Attempts"), thing.attempts
        yield _("Received"), date_and_time(thing.received_at)
        yield _("Checked"), date_and_time(thing.checked_at)

    @admin.display(description=_("container"))
    def link(self, container: SignedContainer) -> SafeString:
        return self.link_to(container, container.reference)

    @admin.display(description=_("petition"))
    def slug(self, container: SignedContainer) -> str:
        return container.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, container: SignedContainer) -> SafeString:
        return state_tag(container.get_state_display(), TAGS[container.state])

    @admin.display(description=_("received"))
    def received(self, container: SignedContainer) -> str:
        return date_and_time(container.received_at)
