"""Who is the same person is said by somebody, with reasons, and can be taken back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from testimonies.conflicts import actions as conflicts
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, IdentityAssertion, Person, Submission
from testimonies.models.conflict import Tie
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people import queries
from tests.builders_people import a_mention, judged, suggested, the_same_in_russian
from tests.builders_review import a_moderator, another_moderator

pytestmark = pytest.mark.django_db


def sources(person: Person) -> set[int]:
    return {
        mention.pk
        for assertion, mention in queries.sources_of(person)
        if assertion.verdict == Verdict.SAME
    }


def nothing_was_said() -> bool:
    return not CustodyEvent.objects.filter(event="identity.asserted").exists()


def test_the_first_verdict_begins_a_person_of_two_sources() -> None:
    ona, file = a_mention(), the_same_in_russian()

    assertion = judged(ona, file)

    assert sources(assertion.person) == {ona.pk, file.pk}
    assert assertion.by == a_moderator()
    assert assertion.agreed == ["name", "birth", "home", "deportation"]
    assert assertion.reasons == {"words": "The same day and the same village"}
    events = CustodyEvent.objects.filter(event="identity.asserted")
    assert set(events.values_list("subject_kind", flat=True)) == {"person", "submission"}
    assert events.count() == 3
    assert "village" not in str([event.detail for event in events])


def test_a_third_source_joins_the_person() -> None:
    ona, file, third = a_mention(), the_same_in_russian(), a_mention(home="Palanga")
    person = judged(ona, file).person

    joined = judged(third, ona)

    assert joined.person == person
    assert sources(person) == {ona.pk, file.pk, third.pk}


def test_a_source_of_nobody_joins_whichever_side_has_a_person() -> None:
    ona, file, third = a_mention(), the_same_in_russian(), a_mention(home="Palanga")
    person = judged(ona, file).person

    joined = judged(ona, third)

    assert (joined.mention, joined.person) == (third, person)


def test_another_verdict_ends_the_one_before_it() -> None:
    ona, file = a_mention(), the_same_in_russian()
    first = judged(ona, file, Verdict.PROBABLY)

    second = judged(ona, file, Verdict.NOT_SAME)

    first.refresh_from_db()
    assert first.superseded_by == second
    assert first.ended_at is not None
    assert sources(second.person) == {file.pk}


def test_the_same_two_seen_from_the_other_side_are_judged_once() -> None:
    ona, file = a_mention(), the_same_in_russian()
    judged(ona, file, Verdict.POSSIBLY)

    judged(file, ona, Verdict.NOT_SAME)

    current = IdentityAssertion.objects.current().exclude(verdict=Verdict.SAME)
    assert [each.verdict for each in current] == [Verdict.NOT_SAME]


def test_a_verdict_is_taken_back_and_the_two_are_suggested_again() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assertion = judged(ona, file, Verdict.NOT_SAME)
    assert suggested(ona) == []

    people.take_back(assertion.uuid, by=another_moderator())

    assertion.refresh_from_db()
    assert assertion.ended_by == another_moderator()
    assert suggested(ona) == [file.pk]
    with pytest.raises(Refusal, match="taken back already"):
        people.take_back(assertion.uuid, by=a_moderator())


def test_nobody_opens_to_themselves_what_they_keep_away_from_by_taking_a_verdict_back() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assertion = judged(ona, file)
    reference = assertion.person.reference
    conflicts.declare(reference, Tie.FAMILY, of=a_moderator(), by=another_moderator())

    with pytest.raises(Refusal, match="taken back already"):
        people.take_back(assertion.uuid, by=a_moderator())

    assert not Submission.objects.visible_to(a_moderator()).exists()
    people.take_back(assertion.uuid, by=another_moderator())


def test_somebody_else_needs_a_reason() -> None:
    ona, file = a_mention(), the_same_in_russian()

    with pytest.raises(Refusal, match="Write why"):
        judged(ona, file, Verdict.NOT_SAME, words="")

    assert not Person.objects.exists()
    assert nothing_was_said()


def test_two_people_of_several_sources_are_not_made_one_by_a_press() -> None:
    one = judged(a_mention(), the_same_in_russian())
    other = judged(a_mention(home="Palanga"), a_mention(home="Klaipėda"))
    before = IdentityAssertion.objects.current().count()

    with pytest.raises(Refusal, match="Take one of those back first"):
        judged(one.mention, other.mention)

    assert IdentityAssertion.objects.current().count() == before


def test_a_person_of_one_source_moves_to_the_other() -> None:
    lonely = judged(a_mention(), a_mention("Petras", "Ozols"), Verdict.NOT_SAME)
    petras = lonely.person.assertions.get(verdict=Verdict.SAME).mention
    people.take_back(lonely.uuid, by=a_moderator())
    pair = judged(a_mention(home="Palanga"), the_same_in_russian())

    moved = judged(petras, pair.mention)

    assert moved.person == pair.person
    assert len(sources(pair.person)) == 3
    assert sources(lonely.person) == set()


def test_the_same_person_in_one_source_is_refused() -> None:
    ona = a_mention()

    with pytest.raises(Refusal, match="another source"):
        judged(ona, ona)

    assert nothing_was_said()


def test_what_was_taken_back_meanwhile_is_judged_by_nobody() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assert file.submission is not None
    intake.withdraw(file.submission.pk)

    with pytest.raises(Refusal, match="taken back or corrected"):
        judged(ona, file)

    assert nothing_was_said()


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.POSSIBLY])
def test_the_database_keeps_one_current_verdict(verdict: Verdict) -> None:
    ona, file = a_mention(), the_same_in_russian()
    said = judged(ona, file)
    person = said.person if verdict == Verdict.POSSIBLY else Person.objects.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityAssertion.objects.create(
            mention=ona, person=person, verdict=verdict, certainty=1, reasons={}, by=said.by
        )


def test_a_name_of_a_source_is_preferred_and_no_other() -> None:
    ona, file = a_mention(), the_same_in_russian()
    person = judged(ona, file).person
    stranger = a_mention("Petras", "Ozols")

    people.prefer_name(person.pk, ona.names.get().uuid, by=a_moderator())
    with pytest.raises(Refusal, match="No source"):
        people.prefer_name(person.pk, stranger.names.get().uuid, by=a_moderator())

    person.refresh_from_db()
    assert person.preferred_name == ona.names.get()


def test_reasons_lie_encrypted() -> None:
    judged(a_mention(), the_same_in_russian(), words="Aunt Gražina knew both")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reasons FROM testimonies_identityassertion")
        assert all("Gražina".encode() not in bytes(row[0]) for row in cursor.fetchall())
