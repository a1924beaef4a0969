"""Words are covered by two people, in their place, and wherever the testimony is shown."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from testimonies.errors import Refusal
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed
from testimonies.intake.consent.actions import Shown
from testimonies.intake.consent.allowed import Allowed
from testimonies.intake.everything import actions as everything
from testimonies.models import CustodyEvent, QueueEntry, Redaction, Testimony
from testimonies.models.redaction import Stage
from testimonies.redactions import actions as redactions
from testimonies.redactions import queries
from testimonies.redactions.actions import Words
from testimonies.redactions.covering import COVER
from testimonies.review import actions as review
from tests.builders_redactions import STORY, a_covered_passage, a_proposal
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_second_reader,
    an_accepted_testimony,
    an_assessor,
    another_moderator,
)

pytestmark = pytest.mark.django_db
SAID = {"story": {"story": [STORY]}}


def page_of(testimony: Testimony) -> str:
    address = reverse("testimonies:archive-testimony", args=[testimony.reference])
    return Client().get(address).content.decode()


def lines() -> list[str]:
    return list(CustodyEvent.objects.order_by("pk").values_list("event", flat=True))


def test_what_two_people_cover_is_not_published() -> None:
    testimony = an_accepted_testimony(**SAID)
    redaction = a_covered_passage(testimony, "Petras Vaitkus of Laukuva")

    shown = review.publish(testimony.pk, by=a_moderator())

    assert redaction.state == Stage.APPLIED
    assert "Vaitkus of Laukuva" not in shown.public_text
    assert f"The neighbour {COVER} had told them." in shown.public_text
    testimony.refresh_from_db()
    assert testimony.told["story"] == STORY
    assert testimony.submission.answers["story"]["story"] == [STORY]


def test_only_the_place_that_was_meant_is_covered() -> None:
    testimony = an_accepted_testimony(**SAID)

    a_covered_passage(testimony, "Vaitkus", which=2)

    text = review.publish(testimony.pk, by=a_moderator()).public_text
    assert text.count("Vaitkus") == STORY.count("Vaitkus") - 1
    assert f"Years later {COVER} asked" in text


def test_words_are_covered_wherever_they_stand_if_that_is_wanted() -> None:
    testimony = an_accepted_testimony(**SAID, after={"after": ["vaitkus lives in my house."]})

    a_covered_passage(testimony, "Vaitkus", everywhere=True)

    text = review.publish(testimony.pk, by=a_moderator()).public_text
    assert "vaitkus" not in text.lower()
    assert f"{COVER} lives in my house." in text


def test_while_it_is_not_decided_nothing_is_published_and_the_desk_says_why() -> None:
    testimony = an_accepted_testimony(**SAID)
    a_proposal(testimony, "Vaitkus", which=1)
    before = lines()

    with pytest.raises(Refusal, match="Something in it is to be covered"):
        review.publish(testimony.pk, by=a_moderator())

    testimony.refresh_from_db()
    assert testimony.publication == "unpublished"
    assert lines() == before


def test_what_is_public_already_is_hidden_until_it_is_decided_and_then_covered() -> None:
    testimony = a_published_testimony(**SAID)
    assert "Vaitkus of Laukuva" in page_of(testimony)

    redaction = a_proposal(testimony, "Petras Vaitkus of Laukuva")
    meanwhile = Client().get(reverse("testimonies:archive-testimony", args=[testimony.reference]))
    listed = Client().get(reverse("testimonies:archive")).content.decode()
    redactions.approve(redaction.pk, by=another_moderator())

    assert meanwhile.status_code == 404
    assert testimony.reference not in listed
    assert "Vaitkus of Laukuva" not in page_of(testimony)
    assert COVER in page_of(testimony)
    assert "testimony.covered_again" in lines()


def test_a_change_of_consent_meanwhile_takes_down_no_more_than_it_would_have() -> None:
    testimony = a_published_testimony(**SAID)
    redaction = a_proposal(testimony, "Petras Vaitkus of Laukuva")
    now = allowed.of(testimony.submission.consents.get())

    wider = Allowed(**{**vars(now), "documents": "public"})
    consent.change(testimony.submission_id, wider, Shown("en", "a" * 64), seen=1)
    redactions.approve(redaction.pk, by=another_moderator())

    assert COVER in page_of(testimony)
    assert "Vaitkus of Laukuva" not in page_of(testimony)


def test_nobody_agrees_to_their_own_proposal() -> None:
    redaction = a_proposal(an_accepted_testimony(**SAID), "Vaitkus", which=1)

    with pytest.raises(Refusal, match="Somebody else must agree"):
        redactions.approve(redaction.pk, by=a_moderator())

    redaction.refresh_from_db()
    assert redaction.state == Stage.PROPOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(approved_by=redaction.proposed_by)


def test_the_database_keeps_what_was_proposed() -> None:
    redaction = a_proposal(an_accepted_testimony(**SAID), "Vaitkus", which=1)

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(proposed_by=another_moderator())
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(state=Stage.APPLIED)


def test_the_second_person_decides_once() -> None:
    redaction = a_covered_passage(an_accepted_testimony(**SAID), "Vaitkus", which=1)
    before = lines()

    with pytest.raises(Refusal, match="decided about this already"):
        redactions.approve(redaction.pk, by=a_second_reader())

    assert lines() == before


def test_two_people_uncover_what_two_people_covered() -> None:
    testimony = a_published_testimony(**SAID)
    redaction = a_covered_passage(testimony, "Petras Vaitkus of Laukuva")

    redactions.lift(redaction.pk, by=a_moderator(), reason="He is dead since 1950.")
    still = page_of(testimony)
    with pytest.raises(Refusal, match="You have asked for it"):
        redactions.lift(redaction.pk, by=a_moderator(), reason="Again")
    lifted = redactions.lift(redaction.pk, by=an_assessor(), reason="Yes")

    assert COVER in still
    assert lifted.state == Stage.LIFTED
    assert lifted.lift_reason == {"words": "He is dead since 1950."}
    assert "Petras Vaitkus of Laukuva" in page_of(testimony)


def test_whoever_does_not_agree_to_uncover_it_keeps_it_covered() -> None:
    testimony = a_published_testimony(**SAID)
    redaction = a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    redactions.lift(redaction.pk, by=a_moderator(), reason="He is dead.")

    redactions.keep(redaction.pk, by=another_moderator())

    assert COVER in page_of(testimony)
    with pytest.raises(Refusal, match="Nobody asks"):
        redactions.keep(redaction.pk, by=another_moderator())


def test_a_proposal_that_is_turned_down_holds_up_nothing() -> None:
    testimony = an_accepted_testimony(**SAID)
    redaction = a_proposal(testimony, "Vaitkus", which=1)

    redactions.lift(redaction.pk, by=another_moderator(), reason="He agreed to be named.")

    assert "Vaitkus" in review.publish(testimony.pk, by=a_moderator()).public_text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Words("story:story", "Nobody said this", "other"), "do not stand in that answer"),
        (Words("story:story", "  ", "other"), "do not stand in that answer"),
        (Words("story:story", "Vaitkus", "other"), "They stand there 3 times"),
        (Words("story:story", "Vaitkus", "other", which=4), "fewer times"),
        (Words("secret:story", "Vaitkus", "other"), "Choose the answer"),
        (Words("contact:name", "Ona", "other"), "Choose the answer"),
        (Words("story:story", "a" * 4001, "other"), "too long"),
    ],
)
def test_a_proposal_that_cannot_be_meant_is_refused(said: Words, sentence: str) -> None:
    testimony = an_accepted_testimony(**SAID)
    before = lines()

    with pytest.raises(Refusal, match=sentence):
        redactions.propose_words(testimony.submission_id, said, by=a_moderator())

    assert not Redaction.objects.exists()
    assert lines() == before


def test_the_same_words_are_proposed_once() -> None:
    testimony = an_accepted_testimony(**SAID)
    a_proposal(testimony, "Vaitkus", which=1)

    with pytest.raises(Refusal, match="are covered, or somebody has proposed it"):
        a_proposal(testimony, "Vaitkus", which=1)


def test_what_stands_elsewhere_by_now_covers_the_whole_answer() -> None:
    """It cannot happen through the application; rather too much than a name."""
    testimony = an_accepted_testimony(**SAID)
    redaction = a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    redaction.anchor = {**redaction.anchor, "start": 3}
    redaction.save(update_fields=["anchor"])

    veil = queries.veil_over(testimony.submission.case_id)

    assert veil.over(STORY) == COVER


def test_words_pasted_from_a_page_are_found_however_their_space_was_written() -> None:
    told = "He was called\r\nPetras   Vaitkus.\r\n\r\nThen we left."
    testimony = an_accepted_testimony(story={"story": [told]})

    a_covered_passage(testimony, "called Petras Vaitkus.  Then")

    text = review.publish(testimony.pk, by=a_moderator()).public_text
    assert text.startswith(f"He was {COVER} we left.")


def test_whoever_told_it_is_handed_out_what_they_told() -> None:
    testimony = an_accepted_testimony(**SAID)
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")

    own = b"".join(everything.hand_out(testimony.submission.case, with_sealed=False))

    with zipfile.ZipFile(io.BytesIO(own)) as packed:
        assert b"Petras Vaitkus of Laukuva" in packed.read("everything.json")


def test_the_queue_shows_what_waits_for_a_second_person() -> None:
    testimony = an_accepted_testimony(**SAID)
    entries = QueueEntry.objects.filter(submission=testimony.submission)
    redaction = a_proposal(testimony, "Vaitkus", which=1)
    proposed = entries.get().is_changed

    redactions.approve(redaction.pk, by=another_moderator())
    decided = entries.get().is_changed
    redactions.lift(redaction.pk, by=a_moderator(), reason="He is dead.")
    asked = entries.get().is_changed
    redactions.keep(redaction.pk, by=another_moderator())

    assert (proposed, decided, asked, entries.get().is_changed) == (True, False, True, False)
    assert not any("Vaitkus" in str(line.detail) for line in CustodyEvent.objects.all())
