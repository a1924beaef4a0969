"""The outbox: which letters went, which wait, and which need a person. Never what they say."""

from __future__ import annotations

from django.contrib import admin
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.admin.desk import Button, ButtonDesk, Facts
from testimonies.correspondence.requests import queries as outward
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.models.letter import State
from testimonies.templatetags.components import date_and_time, language_name, state_tag

TAGS: dict[str, str] = {
    State.QUEUED: "wait",
    State.SENDING: "calm",
    State.SENT: "good",
    State.MAYBE_SENT: "bad",
    State.FAILED: "bad",
    State.BOUNCED: "bad",
    State.NOT_SENT: "calm",
}
NOW_WHAT: dict[str, Promise] = {
    State.MAYBE_SENT: _(
        "The line broke while it was handed over. Sent again, it may arrive twice."
    ),
    State.BOUNCED: _("The other server took it and could not deliver it; the code says why."),
    State.NOT_SENT: _("A server had said for good that nobody has this mailbox."),
}


@admin.register(Letter)
class LetterDesk(ButtonDesk[Letter]):
    list_display = ("link", "shown_state", "priority", "written", "went", "why")
    list_filter = ("state", "priority", "kind")
    ordering = ("-pk",)
    buttons = (
        Button(
            "send-again",
            _("Send it again"),
            _("It goes out with the next letters."),
            "testimonies.view_letter",
            fits=lambda letter: (
                letter.state in letters.ENDED_BADLY and letter.kind not in outward.KINDS
            ),
            act=lambda letter, user, _said: letters.send_again(letter.pk, by=user),
            look="first",
        ),
    )

    def facts(self, thing: Letter) -> Facts:
        yield _("Kind"), thing.kind
        yield _("Language"), language_name(thing.language)
        yield _("State"), self.shown_state(thing)
        yield _("Priority"), thing.get_priority_display()
        yield _("What is wrong"), thing.problem
        yield _("Attempts"), thing.attempts
        yield _("Written"), date_and_time(thing.created_at)
        yield _("Next attempt"), self.next_attempt(thing)
        yield _("Sent"), date_and_time(thing.sent_at)
        yield pgettext_lazy("a letter", "Came back"), date_and_time(thing.bounced_at)
        yield _("Code of the mail server (RFC 3463)"), thing.bounce_status
        yield _("What now"), NOW_WHAT.get(thing.state)

    @admin.display(description=_("letter"))
    def link(self, letter: Letter) -> SafeString:
        return self.link_to(letter, f"{letter.kind} {letter.pk}")

    @admin.display(description=_("state"))
    def shown_state(self, letter: Letter) -> SafeString:
        return state_tag(letter.get_state_display(), TAGS[letter.state])

    @admin.display(description=_("written"))
    def written(self, letter: Letter) -> str:
        return date_and_time(letter.created_at)

    @admin.display(description=_("sent"))
    def went(self, letter: Letter) -> str:
        return date_and_time(letter.sent_at) or "–"

    @admin.display(description=_("what is wrong"))
    def why(self, letter: Letter) -> str:
        return letter.bounce_status if letter.state == State.BOUNCED else letter.problem

    def next_attempt(self, letter: Letter) -> str:
        return date_and_time(letter.next_attempt_at) if letter.state == State.QUEUED else ""
