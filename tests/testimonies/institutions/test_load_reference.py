from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, models
from django.utils import translation
from django.utils.timezone import now

from testimonies.institutions import actions as institutions
from testimonies.models.institution import (
    Assurance,
    Institution,
    Schedule,
    SignatoryField,
    TargetProfile,
)

pytestmark = pytest.mark.django_db

LANGUAGES = {code for code, _name in settings.LANGUAGES}
TABLES: tuple[type[models.Model], ...] = (Institution, TargetProfile)
CODES = {
    "riigikogu", "saeima", "seimas", "sejm", "senat", "verkhovna-rada", "ep-peti",
    "european-commission", "gov-ee", "gov-lv", "gov-lt", "gov-pl", "gov-ua",
}  # fmt: skip


def rows() -> list[list[dict[str, Any]]]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def test_loading_twice_changes_nothing() -> None:
    institutions.load_reference()
    before = rows()

    institutions.load_reference()

    assert rows() == before


def test_all_thirteen_have_a_name_in_every_language() -> None:
    institutions.load_reference()

    directory = {institution.code: institution for institution in Institution.objects.all()}

    assert directory.keys() == CODES
    for institution in directory.values():
        assert institution.names.keys() == LANGUAGES
        assert all(institution.names.values())
        assert institution.source


def test_a_name_follows_the_language_of_the_page() -> None:
    institutions.load_reference()
    rada = Institution.objects.get(code="verkhovna-rada")

    with translation.override("uk"):
        assert rada.name == "Верховна Рада України"
    with translation.override("fi"):
        assert rada.name == "Verkhovna Rada of Ukraine"


def test_no_address_is_shipped_that_nobody_has_verified() -> None:
    institutions.load_reference()

    shipped = Institution.objects.exclude(
        email="", postal_address="", encryption_key="", contact_verified_at=None
    )

    assert not shipped.exists()
    assert not Institution.objects.with_checked_contact().exists()


def test_an_upgrade_leaves_alone_what_staff_have_entered() -> None:
    institutions.load_reference()
    Institution.objects.filter(code="saeima").update(
        email="desk@example.org",
        postal_address="Street 1",
        encryption_key="age1key",
        contact_verified_at=now(),
        max_attachment_mb=20,
    )
    TargetProfile.objects.filter(code="saeima-letter").update(
        channel="drop", schedule="weekly", retention_days=30
    )
    before = rows()

    institutions.load_reference()

    assert rows() == before


def test_a_contact_cannot_be_verified_that_is_not_there() -> None:
    institutions.load_reference()

    with pytest.raises(IntegrityError):
        Institution.objects.update(contact_verified_at=now())


def test_every_institution_takes_an_open_letter_and_seven_more_under_a_law() -> None:
    institutions.load_reference()

    letters = TargetProfile.objects.letters()
    formal = TargetProfile.objects.formal()

    assert {profile.institution.code for profile in letters} == CODES
    assert all(profile.required_fields == ["name", "country"] for profile in letters)
    assert {profile.code for profile in formal} == {
        "riigikogu-collective-address", "saeima-collective-submission", "seimas-petition",
        "sejm-petition", "senat-petition", "verkhovna-rada-petition", "ep-peti-petition",
    }  # fmt: skip


def test_every_profile_says_in_every_language_what_a_signature_counts_for() -> None:
    institutions.load_reference()

    for profile in TargetProfile.objects.all():
        assert profile.label.keys() == profile.note.keys() == LANGUAGES
        assert len(set(profile.note.values())) == len(LANGUAGES)
        if profile.threshold:
            figures = {f"{profile.threshold:,}", f"{profile.threshold}"}
            plain = [note.replace("\N{NO-BREAK SPACE}", "") for note in profile.note.values()]
            assert all(any(figure in note for figure in figures) for note in plain)


def test_every_profile_says_how_it_is_delivered_and_how_long_it_is_kept() -> None:
    institutions.load_reference()

    for profile in TargetProfile.objects.all():
        assert profile.schedule in Schedule.values
        assert profile.formats
        assert profile.channel
        assert profile.receipt_rule
        assert profile.retention_days > 0
        assert (profile.window_days is None) or profile.threshold
        assert profile.is_ordinary_letter or profile.schedule in {"at_threshold", "at_close"}
        assert (profile.schedule == "at_threshold") == bool(profile.threshold)


def test_statements_of_a_european_citizens_initiative_are_not_collected() -> None:
    institutions.load_reference()

    commission = TargetProfile.objects.get(institution__code="european-commission")

    assert commission.is_ordinary_letter
    assert "European Citizens' Initiative" in commission.note["en"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"required_fields": ["name", "shoe_size"]},
        {"accepted_assurance": ["word_of_honour"]},
        {"accepted_assurance": []},
        {"formats": []},
        {"eligibility": "citizen", "eligible_country": ""},
        {"eligibility": "anyone", "eligible_country": "EE"},
        {"source": ""},
    ],
)
def test_the_database_refuses_a_profile_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    institutions.load_reference()

    with pytest.raises(IntegrityError):
        TargetProfile.objects.filter(code="sejm-letter").update(**wrong)


def test_profiles_use_the_words_of_the_house() -> None:
    institutions.load_reference()

    for profile in TargetProfile.objects.all():
        assert set(profile.required_fields) <= set(SignatoryField.values)
        assert set(profile.accepted_assurance) <= set(Assurance.values)
