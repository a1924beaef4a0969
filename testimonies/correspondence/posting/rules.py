"""Whether somebody gets letters by post, and where to. Pure."""

from __future__ import annotations

from testimonies.intake.transcribing.rules import NEVER_POSTED, posted_to
from testimonies.models.case import Preference, Submitter

#: 3 × 8 labels of 70 × 37 mm on a sheet of A4.
LABELS = 24


def address_of(submitter: Submitter | None) -> list[str]:
    """Name and address, line by line; empty where nothing may be posted, or nobody knows where.

    SECURITY: whoever is not safe when we write, or asked not to be written to, gets nothing.
    """
    if submitter is None or not (submitter.contact.get("address") or "").strip():
        return []
    return [line.strip() for line in posted_to(submitter)]


def may_be_posted_to(submitter: Submitter) -> bool:
    return submitter.safe_to_contact and submitter.preference not in NEVER_POSTED


def goes_by_post(submitter: Submitter | None) -> bool:
    """Whoever asked for letters by post, and whoever left nothing but a postal address.

    Who asked to be called, or can be, is called.
    """
    if submitter is None or not address_of(submitter):
        return False
    if submitter.preference in {Preference.POST, Preference.PHONE}:
        return submitter.preference == Preference.POST
    return not submitter.contact.get("email") and not submitter.contact.get("phone")
