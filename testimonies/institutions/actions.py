"""The directory of institutions: from the files, and from the staff who know how to reach them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.fixtures import reference
from testimonies.fixtures.loading import put
from testimonies.models.institution import Institution, TargetProfile

#: Staff decide these once a profile is there, so that an upgrade never undoes their choice.
DECIDED_BY_STAFF = frozenset(
    {"channel", "schedule", "retention_days", "receipt_rule", "second_release", "checked_on"}
)


@transaction.atomic
def load_reference() -> int:
    """Load institutions and target profiles; how many rows there were.

    Idempotent. Addresses, e-mails and keys of institutions are never in the files and so
    never touched; what staff decide about a profile is set only when the profile is new.
    """
    institutions = put(Institution, "code", reference.read("institutions"))
    under_laws, letters = (
        put(
            TargetProfile,
            "code",
            _with_institutions(profiles),
            decided_elsewhere=DECIDED_BY_STAFF,
        )
        for profiles in (reference.read("target_profiles"), list(_open_letters()))
    )
    return len(institutions) + len(under_laws) + len(letters)


@transaction.atomic
def set_contact(
    code: str, *, email: str, second_email: str = "", encryption_key: str = "", by: User
) -> Institution:
    """Write down how an institution is reached. Whether that is right, somebody checks apart."""
    institution = Institution.objects.select_for_update(no_key=True).get(code=code)
    institution.email, institution.second_email = email, second_email
    institution.encryption_key = encryption_key
    institution.contact_verified_at = None
    institution.save(
        update_fields=["email", "second_email", "encryption_key", "contact_verified_at"]
    )
    custody.record("institution.contact_set", institution, by=by, code=code)
    return institution


def _with_institutions(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    by_code = Institution.objects.in_bulk(field_name="code")
    return [entry | {"institution": by_code[entry["institution"]]} for entry in entries]


def _open_letters() -> Iterator[dict[str, Any]]:
    """An open letter can go to each institution, whatever its law says."""
    letters = reference.read("open_letters")
    for institution in letters["institutions"]:
        own_note = letters["notes"].get(institution, letters["profile"]["note"])
        yield letters["profile"] | {
            "code": f"{institution}-letter",
            "institution": institution,
            "note": own_note,
        }
