"""The directory of institutions: from the files, and from the staff who know how to reach them."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.fixtures import reference
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
    institutions = [_put_institution(entry) for entry in reference.read("institutions")]
    profiles = [_put_profile(entry) for entry in _profiles()]
    return len(institutions) + len(profiles)


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


def _put_institution(entry: dict[str, Any]) -> Institution:
    values = {key: value for key, value in entry.items() if key != "code"}
    institution, _created = Institution.objects.update_or_create(
        code=entry["code"], defaults=values
    )
    return institution


def _put_profile(entry: dict[str, Any]) -> TargetProfile:
    values = {key: value for key, value in entry.items() if key not in {"code", "institution"}}
    values["institution"] = Institution.objects.get(code=entry["institution"])
    profile, _created = TargetProfile.objects.update_or_create(
        code=entry["code"],
        defaults={key: value for key, value in values.items() if key not in DECIDED_BY_STAFF},
        create_defaults=values,
    )
    return profile


def _profiles() -> Iterator[dict[str, Any]]:
    """Each profile under a law of its own, then the open letter to each institution."""
    yield from reference.read("target_profiles")
    letters = reference.read("open_letters")
    for institution in letters["institutions"]:
        own_note = letters["notes"].get(institution, letters["profile"]["note"])
        yield letters["profile"] | {
            "code": f"{institution}-letter",
            "institution": institution,
            "note": own_note,
        }
