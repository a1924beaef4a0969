"""What staff do for an institution's desk: tell a passcode, renew a link, reopen a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions.deliveries import actions as deliveries
from petitions.deliveries.chasing import actions as chasing
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding.forms import Told
from petitions.models import Delivery
from petitions.models.delivery import ARRIVED, HANDED_OVER, State
from testimonies.admin.desk import Button, Reason, Words

RELEASES = "petitions.release_bundle"


class ArrivedElsewhere(forms.Form):
    registry_number = forms.CharField(
        label=_("Their registry number"),
        max_length=100,
        error_messages={"required": _("Write the number under which it is registered.")},
    )
    clerk = forms.CharField(
        label=_("Who said so"),
        max_length=200,
        help_text=_("Kept encrypted."),
        error_messages={"required": _("Write who said so.")},
    )


class ToldElsewhere(Told):
    """The same as on their desk, when it came by post: in words for whoever writes it down."""

    prefix = "told"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in _OF_STAFF.items():
            self.fields[name].label, self.fields[name].help_text = str(label), str(hint)
        self.fields["kind"].error_messages["required"] = _("Choose what they told us.")
        self.fields["clerk"].error_messages["required"] = _("Write who said so.")


#: By the names of the fields: what they are called here, and what stands below.
_OF_STAFF: dict[str, tuple[Words, Words]] = {
    "kind": (_("What they told us"), ""),
    "text": (_("What they say, in a few sentences"), ""),
    "web_address": (_("Where everybody can read it"), _("An address that begins with https://")),
    "registry_number": (_("Their registry number of it"), ""),
    "may_be_public": (
        _("They say that everybody may know it"),
        _("What everybody reads is written on its own page."),
    ),
    "clerk": (_("Who said so"), _("Kept encrypted.")),
}


def tell_passcode(delivery: Delivery, user: User, _said: dict[str, Any]) -> None:
    """The page shows it once, right now; nothing else keeps it."""
    delivery.passcode = entering.tell_passcode(delivery.pk, by=user)  # type: ignore[attr-defined]


def arrived(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    deliveries.acknowledge(delivery.pk, by=user, **said)


def told(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    responding.tell(delivery.pk, responding.Outcome(**said), by=user)


PASSCODE = Button(
    "passcode",
    _("Tell a passcode by telephone"),
    _("Read it to the clerk."),
    RELEASES,
    fits=lambda delivery: delivery.has_open_link,
    act=tell_passcode,
    needs_fresh_login=True,
)
BUTTONS = (
    PASSCODE,
    Button(
        "asked",
        _("I have asked them whether it has arrived"),
        _("In seven days it comes back to a person."),
        RELEASES,
        fits=lambda delivery: delivery.state == State.SENT,
        act=lambda delivery, user, said: chasing.asked_in_person(delivery.pk, by=user, **said),
        form=Reason,
    ),
    Button(
        "arrived",
        _("They told us that it has arrived"),
        _("It is acknowledged, and its file is closed."),
        RELEASES,
        fits=lambda delivery: delivery.state == State.SENT,
        act=arrived,
        form=ArrivedElsewhere,
    ),
    Button(
        "told",
        _("Write down an answer, a hearing or a decision"),
        _("It is written down. Decide on its own page whether everybody may read it."),
        RELEASES,
        fits=lambda delivery: delivery.state in ARRIVED,
        act=told,
        form=ToldElsewhere,
    ),
    Button(
        "unlock",
        _("Open the file once more, for a week"),
        _("It can be downloaded again."),
        RELEASES,
        fits=lambda delivery: delivery.state in ARRIVED and delivery.is_locked,
        act=lambda delivery, user, said: entering.unlock(delivery.pk, by=user, **said),
        form=Reason,
        needs_fresh_login=True,
    ),
    Button(
        "renew-link",
        _("Send another link"),
        _("The letter is on its way. The older link opens nothing any more."),
        RELEASES,
        fits=lambda delivery: delivery.state in HANDED_OVER,
        act=lambda delivery, user, _said: entering.renew_link(delivery.pk, by=user),
        needs_fresh_login=True,
    ),
    Button(
        "revoke-link",
        _("Close the link"),
        _("The link opens nothing any more."),
        RELEASES,
        fits=lambda delivery: delivery.has_open_link,
        act=lambda delivery, user, said: entering.revoke_link(delivery.pk, by=user, **said),
        form=Reason,
        look="careful",
    ),
)
