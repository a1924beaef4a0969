"""Used where a case goes into other hands: who asked something is answered after that, too."""

from __future__ import annotations

from testimonies.models import Case, Submitter
from testimonies.models.case import Preference
from testimonies.models.data_request import Asker


def keep_contact(case: Case) -> int:
    """In the caller's transaction, before the contact is overwritten. Returns how many.

    SECURITY: not where they said that writing is not safe, or asked not to be reached.
    """
    before = Submitter.objects.filter(case=case).first()
    if before is None or not before.safe_to_contact or before.preference == Preference.NONE:
        return 0
    details = ["name", "email", "phone", "address"]
    if before.preference == Preference.RELATIVE:
        details = ["name", "through"]
    kept = "\n".join(filter(None, (before.contact.get(part) for part in details)))
    own = case.data_requests.to_answer().filter(asker=Asker.HOLDER)
    waiting = [each for each in own.select_for_update(no_key=True) if not each.told.get("contact")]
    for request in waiting:
        request.told = {**request.told, "contact": kept}
        request.save(update_fields=["told"])
    return len(waiting)
