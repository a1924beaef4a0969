"""What lines of custody mean to whom they are about: who looked, and what was done."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from testimonies.custody import sentences
from testimonies.models import CustodyEvent
from testimonies.models.custody import Actor
from testimonies.models.paper_letter import LAST

PRINTED = "case.letter_printed"

#: The same as others read it, said to the one who handed in.
TO_YOU: dict[str, Promise] = {
    "contact.changed": gettext_lazy("How we reach you was changed."),
    PRINTED: gettext_lazy(
        "A letter to you was printed, with your name and address as we keep them."
    ),
    "message.received": gettext_lazy("A message came from you."),
    "message.written": gettext_lazy("A message was written to you."),
    "testimony.taken_down": gettext_lazy(
        "It was taken out of the public archive, since you allow less."
    ),
}


def of(event: CustodyEvent, *, is_theirs: bool) -> str:
    """What was done while another had the case was not done to whoever reads it."""
    letter = event.detail.get("letter", "")
    if event.event == PRINTED and letter.startswith("archive_"):
        return str(sentences.of("archive_letter.made"))
    if not is_theirs or letter in LAST:
        return str(sentences.of(event.event))
    return str(TO_YOU.get(event.event) or sentences.of(event.event))


def who(event: CustodyEvent) -> str:
    """Never by name: of the staff only in which role."""
    match event.actor:
        case Actor.SUBMITTER:
            return _("whoever had the return code")
        case Actor.STAFF:
            return role_of(event.by)
        case _:
            return str(event.get_actor_display())


def role_of(user: User | None) -> str:
    roles = [str(Role(role).label) for role in user.roles] if user else []
    named = {"roles": ", ".join(roles) or _("without a role now")}
    return _("somebody of the association (%(roles)s)") % named
