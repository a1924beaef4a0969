"""What one can do with a letter to an archive, step by step."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testimonies.admin.desk import Button, Reason, is_in
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import forms
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.correspondence.requests.answers.actions import HAS_GONE
from testimonies.models.archive_request import State

WRITE = "testimonies.answer_message"


BUTTONS = (
    Button(
        "send",
        _("Send it"),
        _("It is on its way, or waits to be printed."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, said: requests.send(thing.pk, by=user, **said),
        form=forms.Send,
        look="first",
    ),
    Button(
        "change",
        _("Keep the changed letter"),
        _("The changed letter is kept."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, said: requests.change(thing.pk, by=user, **said),
        form=forms.Words,
        begins_with=lambda thing: {
            name: thing.told[name] for name in ("recipient", "subject", "body")
        },
    ),
    Button(
        "drop",
        _("Do not send it"),
        _("It is not sent."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, _said: requests.drop(thing.pk, by=user),
        look="careful",
    ),
    Button(
        "answer",
        _("They have answered"),
        _("The answer is written down. Add a scan of it."),
        WRITE,
        fits=is_in(*HAS_GONE),
        act=lambda thing, user, said: answers.note(thing.pk, answers.Answer(**said), by=user),
        form=forms.Answered,
        look="first",
    ),
    Button(
        "remind",
        _("Ask them again"),
        _("They are asked again."),
        WRITE,
        fits=is_in(State.SENT),
        act=lambda thing, user, _said: requests.remind(thing.pk, by=user),
    ),
    Button(
        "wait-on",
        _("Wait on"),
        _("It is waited for until that day."),
        WRITE,
        fits=is_in(State.SENT, State.ANSWERED),
        act=lambda thing, user, said: requests.wait_on(thing.pk, by=user, **said),
        form=forms.WaitOn,
    ),
    Button(
        "close",
        _("Nothing more is expected"),
        _("It is closed."),
        WRITE,
        fits=is_in(State.SENT, State.ANSWERED),
        act=lambda thing, user, said: requests.close(thing.pk, by=user, **said),
        form=Reason,
        look="careful",
    ),
)
