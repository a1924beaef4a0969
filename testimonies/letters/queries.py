"""To whom a letter may go, and how many wait."""

from __future__ import annotations

from testimonies.models import Case, Letter, Submitter
from testimonies.models.case import Preference
from testimonies.models.letter import Priority, State
from testimonies.restraints import queries as restraints

#: Whoever asked us not to write gets no mail; the message waits behind the return code.
NEVER_MAILED = frozenset({Preference.NONE, Preference.RELATIVE})


def safe_address(case: Case) -> str:
    """SECURITY: empty unless mail is safe for the submitter, whatever address they left.

    Whoever asked for letters by post gets those instead: `correspondence.posting`.
    """
    return address_of(Submitter.objects.filter(case=case).first())


def address_for_now(case: Case) -> str:
    """SECURITY: empty as well while the case is suspended: another may be reading the letters."""
    return "" if restraints.is_suspended(case) else safe_address(case)


def address_of(submitter: Submitter | None) -> str:
    """The same of whom was read already."""
    if submitter is None or not submitter.safe_to_contact or submitter.preference in NEVER_MAILED:
        return ""
    if (
        submitter.preference == Preference.POST
        and (submitter.contact.get("address") or "").strip()
    ):
        return ""  # they asked for paper
    return str(submitter.contact.get("email") or "")


def waiting_in_bulk() -> int:
    """How many letters to many people have not gone yet."""
    return Letter.objects.filter(priority=Priority.BULK, state=State.QUEUED).count()
