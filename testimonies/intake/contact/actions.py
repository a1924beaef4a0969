"""How we reach whoever told us something, changed by the holder of the return code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.correspondence.posting.leaving import actions as leaving
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.letters.queries import NEVER_MAILED, address_for_now
from testimonies.models import Case, Submitter
from testimonies.models.custody import Actor
from testimonies.models.paper_letter import OLD_HOUSE

if TYPE_CHECKING:
    from testimonies.intake.told import Contact


class ChangedMeanwhile(Refusal):
    """Somebody else with the same code has changed it since the page was shown."""


@transaction.atomic
def change(case_id: int, contact: Contact, *, seen: int, language: str) -> Submitter:
    """Keep another way to reach the submitter; `seen` is the version it was made from.

    A mailbox, or the postal address of whoever had letters by post, that is left behind gets a
    letter that says so and no more, unless somebody may read it for whom that is not safe.
    Idempotent. Raises `ChangedMeanwhile`.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    submitter = Submitter.objects.filter(case=case).first() or Submitter(case=case, version=0)
    if submitter.pk and _says(submitter) == _said(contact):
        return submitter
    if submitter.version != seen:
        raise ChangedMeanwhile(_("It has been changed in the meantime. Please look at it again."))

    left_behind, old_house = _left_behind(case, contact), _old_house(submitter, contact)
    changed = [key for key, value in _said(contact).items() if _says(submitter).get(key) != value]
    submitter.contact = dict(contact.details)
    submitter.preference, submitter.safe_to_contact = contact.preference, contact.is_safe
    submitter.version += 1
    submitter.save()
    custody.record("contact.changed", case, actor=Actor.SUBMITTER, what=sorted(changed))
    if left_behind:
        letters.queue("case_changed", to=left_behind, language=language)
    leaving.write(case, OLD_HOUSE, old_house)
    if not _may_be_written_to(contact):
        leaving.set_aside_for_the_old_house(case)
    return submitter


def _left_behind(case: Case, contact: Contact) -> str:
    """SECURITY: not where the person says that writing is not safe, or wants no letter."""
    before = address_for_now(case)
    is_another = contact.details.get("email", "").casefold() != before.casefold()
    return before if _may_be_written_to(contact) and is_another else ""


def _old_house(before: Submitter, contact: Contact) -> list[str]:
    """Name and address where letters went until now. SECURITY: as for a mailbox."""
    was = (before.contact or {}).get("address", "").split()
    is_another = was != contact.details.get("address", "").split()
    return leaving.where_to(before.case) if _may_be_written_to(contact) and is_another else []


def _may_be_written_to(contact: Contact) -> bool:
    return contact.is_safe and contact.preference not in NEVER_MAILED


def _says(submitter: Submitter) -> dict[str, object]:
    details = submitter.contact or {}
    return {
        **{key: value for key, value in details.items() if value},
        "preference": submitter.preference,
        "safe": submitter.safe_to_contact,
    }


def _said(contact: Contact) -> dict[str, object]:
    return {**contact.details, "preference": contact.preference, "safe": contact.is_safe}
