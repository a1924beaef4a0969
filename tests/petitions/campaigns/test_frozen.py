"""Frozen is frozen in the database too: texts, targets, thresholds, and who agreed."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from petitions.campaigns import actions as campaigns
from petitions.campaigns.digest import by_language, text_digest
from petitions.models import Petition, PetitionTarget, PetitionText
from testimonies.institutions import actions as institutions
from testimonies.models import TargetProfile
from tests import builders_signing as builders
from tests.builders_review import a_moderator, an_administrator, another_moderator
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db

RADA = ("verkhovna-rada-petition", "gov-ee-letter")


def refuses(statement: str, *values: int | str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"frozen|reviews|draft|emptied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_nobody_can_change_a_frozen_text() -> None:
    petition = builders.a_frozen_petition()
    other = builders.a_drafted_petition()

    refuses("UPDATE petitions_petitiontext SET title = 'x' WHERE petition_id = %s", petition.pk)
    refuses("DELETE FROM petitions_petitiontext WHERE petition_id = %s", petition.pk)
    refuses(
        "INSERT INTO petitions_petitiontext (petition_id, language, title, summary, body) "
        "VALUES (%s, 'de', 'x', 'x', 'x')",
        petition.pk,
    )
    refuses(
        "UPDATE petitions_petitiontext SET petition_id = %s, language = 'de' "
        "WHERE petition_id = %s AND language = 'en'",
        petition.pk,
        other.pk,
    )
    refuses("UPDATE petitions_petition SET text_digest = %s WHERE id = %s", "0" * 64, petition.pk)
    refuses("UPDATE petitions_petition SET state = 'draft' WHERE id = %s", petition.pk)
    refuses(
        "UPDATE petitions_petition SET reviewed_by_id = %s WHERE id = %s",
        another_moderator().pk,
        petition.pk,
    )


def test_nobody_can_change_to_whom_a_frozen_petition_goes() -> None:
    petition = builders.a_frozen_petition(targets=RADA)
    letter = TargetProfile.objects.get(code="gov-lv-letter")
    own = "petitions_petitiontarget"

    refuses(
        f"INSERT INTO {own} (petition_id, profile_id, position) VALUES (%s, %s, 9)",  # noqa: S608
        petition.pk,
        letter.pk,
    )
    refuses(f"UPDATE {own} SET threshold = 1 WHERE petition_id = %s", petition.pk)  # noqa: S608
    refuses(f"UPDATE {own} SET position = 5 WHERE petition_id = %s", petition.pk)  # noqa: S608
    refuses(f"DELETE FROM {own} WHERE petition_id = %s", petition.pk)  # noqa: S608


def test_no_petition_is_frozen_past_its_reviewer() -> None:
    petition = builders.a_drafted_petition()
    campaigns.submit_for_review(petition.pk, by=an_administrator())

    refuses(
        "UPDATE petitions_petition SET state = 'frozen', text_digest = 'x', frozen_at = now() "
        "WHERE id = %s",
        petition.pk,
    )
    refuses(
        "INSERT INTO petitions_petition (uuid, slug, state, text_digest, frozen_at, created_at, "
        "initiative_url) VALUES (gen_random_uuid(), 'x', 'frozen', 'x', now(), now(), '')"
    )


@pytest.mark.parametrize(
    "table", ["petitions_petition", "petitions_petitiontext", "petitions_petitiontarget"]
)
def test_the_tables_are_never_emptied(table: str) -> None:
    """The tests empty them between two tests; here the rule is on as everywhere else."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        refuses(f"TRUNCATE {table} CASCADE")


def test_what_an_institution_needs_is_fixed_with_the_text() -> None:
    petition = builders.a_frozen_petition(targets=RADA)
    campaigns.open_petition(petition.pk, by=an_administrator())

    TargetProfile.objects.filter(code=RADA[0]).update(threshold=50_000, window_days=30)

    target = petition.targets.get(profile__code=RADA[0])
    assert (target.threshold, target.window_days) == (25_000, 90)
    rada, _letter = builders.shown(petition).targets
    assert rada.threshold == 25_000
    page = Client().get(f"/en/petitions/{petition.slug}/").text
    assert "0 of the 25,000 signatures that are needed there" in " ".join(page.split())


def test_of_a_draft_the_thresholds_follow_the_profile() -> None:
    petition = builders.a_drafted_petition(targets=RADA)
    assert set(petition.targets.values_list("threshold", flat=True)) == {None}

    institutions.load_reference()

    assert PetitionTarget.objects.filter(petition=petition).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_text_changed_in_the_moment_of_freezing_is_in_the_digest_or_refused() -> None:
    """Another program holds an uncommitted change of the text while somebody freezes."""
    petition = builders.a_drafted_petition()
    campaigns.submit_for_review(petition.pk, by=an_administrator())
    reviewer = a_moderator()
    changed, may_commit = threading.Event(), threading.Event()

    def change() -> object:
        with transaction.atomic():
            PetitionText.objects.filter(petition=petition, language="en").update(title="Changed")
            changed.set()
            may_commit.wait(1)
        return None

    def freeze() -> object:
        changed.wait(10)
        return campaigns.freeze(petition.pk, version=1, by=reviewer).text_digest

    _none, digest = at_once([change, freeze])

    frozen = Petition.objects.get(pk=petition.pk)
    text = frozen.texts.get(language="en")
    assert text.title == "Changed"
    assert frozen.text_digest == digest == text_digest(by_language(frozen))
