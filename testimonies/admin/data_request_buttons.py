"""What can be done at the desk with a request about data, and by whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.admin.desk import Button, Reason, is_in
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import forms, queries
from testimonies.models import DataRequest
from testimonies.models.data_request import Ground, Right, Shown, State

ANSWERS, ERASES = "testimonies.answer_datarequest", "testimonies.erase_case"


def carry_out(request: DataRequest, user: User, said: dict[str, Any]) -> None:
    data_requests.carry_out(request.pk, by=user, reason=said["reason"])


def is_decidable(request: DataRequest) -> bool:
    return request.state == State.OPEN


def can_be_granted(request: DataRequest) -> bool:
    return is_decidable(request) and bool(request.shown) and not request.is_whole_erasure


def can_be_granted_whole(request: DataRequest) -> bool:
    """No use of a case ends for somebody who has given it away."""
    is_theirs = not request.ends_every_use or queries.is_of_holder_now(request)
    return can_be_granted(request) and is_theirs


def can_be_fetched(request: DataRequest) -> bool:
    """What is kept about a holder, by whoever answers them; never what is another's now."""
    is_known = is_decidable(request) and bool(request.shown)
    return is_known and request.right == Right.ACCESS and queries.is_of_holder_now(request)


BUTTONS = (
    Button(
        "ask-who",
        _("Ask who they are"),
        _("They were asked. Until they answer, the clock stands still."),
        ANSWERS,
        fits=lambda each: each.state == State.OPEN and not each.shown,
        act=lambda each, user, said: data_requests.ask_who(each.pk, by=user, **said),
        form=forms.Words,
    ),
    Button(
        "shown",
        _("They have shown who they are"),
        _("It can be answered now."),
        ANSWERS,
        fits=lambda each: each.is_to_answer and not each.shown,
        act=lambda each, user, said: data_requests.show(each.pk, Shown(said["shown"]), by=user),
        form=forms.HowShown,
    ),
    Button(
        "agree",
        _("Agree that it is erased"),
        _("Somebody else erases it now, or sends it back."),
        ANSWERS,
        fits=lambda each: is_decidable(each) and each.is_whole_erasure and bool(each.shown),
        act=lambda each, user, _said: data_requests.agree(each.pk, by=user),
        look="first",
    ),
    Button(
        "grant",
        _("Grant it"),
        _("It was granted."),
        ANSWERS,
        fits=can_be_granted_whole,
        act=lambda each, user, said: data_requests.grant(each.pk, by=user, **said),
        form=forms.Words,
        look="first",
    ),
    Button(
        "in-part",
        _("Grant it in part"),
        _("It was granted in part."),
        ANSWERS,
        fits=can_be_granted,
        act=lambda each, user, said: data_requests.refuse(
            each.pk,
            by=user,
            ground=Ground(said["ground"]),
            words=said["words"],
            is_partly=True,
        ),
        form=forms.No,
    ),
    Button(
        "refuse",
        _("Refuse it"),
        _("It was refused."),
        ANSWERS,
        fits=is_in(State.OPEN, State.WAITING),
        act=lambda each, user, said: data_requests.refuse(
            each.pk, by=user, ground=Ground(said["ground"]), words=said["words"]
        ),
        form=forms.No,
        look="careful",
    ),
    Button(
        "extend",
        _("Take two months longer"),
        _("They are told, and the day has moved."),
        ANSWERS,
        fits=lambda each: each.is_to_answer and each.extended_at is None,
        act=lambda each, user, said: data_requests.extend(each.pk, by=user, **said),
        form=forms.Later,
    ),
    Button(
        "erase",
        _("Erase the whole case"),
        _("It has been erased. Its files go within minutes."),
        ERASES,
        fits=is_in(State.AGREED),
        is_for=lambda user, each: user.pk != each.decided_by_id,
        act=carry_out,
        form=Reason,
        look="careful",
        needs_fresh_login=True,
    ),
    Button(
        "send-back",
        _("Do not erase: send it back"),
        _("It is to be decided again."),
        ERASES,
        fits=is_in(State.AGREED),
        act=lambda each, user, said: data_requests.disagree(each.pk, by=user, **said),
        form=forms.Note,
    ),
)
