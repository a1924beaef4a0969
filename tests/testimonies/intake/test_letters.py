"""The letters of intake: in every language, with the way back and without the code or a name."""

from __future__ import annotations

import pytest
from django.core.mail import get_connection

from testimonies.claims import actions as claims
from testimonies.correspondence.posting.wording import told
from testimonies.intake import actions as intake
from testimonies.intake.pausing import actions as pausing
from testimonies.letters.wording import compose
from testimonies.models import Letter, PaperLetter
from tests.builders_claims import a_recorded_claim, a_submitted_claim, an_assessor, checked
from tests.builders_intake import a_filled_draft, a_submitted_testimony


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_every_letter_leads_back_and_tells_nothing(language: str) -> None:
    begun = a_filled_draft(language=language)
    pausing.send_way_back(begun.draft.pk, to="ona@example.org", language=language)
    intake.withdraw(a_submitted_testimony(language=language).pk)
    claim = a_submitted_claim().claim
    claims.acknowledge(claim.pk, by=an_assessor())
    checked(claim.pk)
    claims.record(claim.pk, by=an_assessor())
    Letter.objects.update(language=language)

    mails = [compose(letter, get_connection()) for letter in Letter.objects.all()]

    kinds = {letter.kind for letter in Letter.objects.all()}
    assert kinds == {"way_back", "submission_received", "submission_withdrawn", "claim_recorded"}
    for mail in mails:
        assert mail.subject
        assert "Ona" not in mail.subject + str(mail.body)
        assert begun.code not in str(mail.body)
    leading = [mail for mail in mails if f"/{language}/return/" in str(mail.body)]
    assert len(leading) == len(mails) - 1  # after taking back there is nothing to come back for


@pytest.mark.django_db
def test_what_nobody_was_shown_is_not_called_public_when_it_is_taken_back() -> None:
    intake.withdraw(a_submitted_testimony().pk)

    letter = Letter.objects.get(kind="submission_withdrawn")

    body = " ".join(str(compose(letter, get_connection()).body).split())
    assert "has been taken back. From now on it is shown to nobody and goes to nobody." in body
    assert "public" not in body


@pytest.mark.django_db
def test_a_claim_that_may_go_to_nobody_is_promised_to_no_institution() -> None:
    nobody = {"scope": ["none"], "institutions": [], "papers": ["no"]}
    claim = a_recorded_claim(a_submitted_testimony(), receivers=nobody)
    letter = Letter.objects.get(kind="claim_recorded")
    by_post = PaperLetter(submission=claim.submission, kind="claim_recorded", language="en")

    mail = " ".join(str(compose(letter, get_connection()).body).split())
    for words in (mail, " ".join(told(by_post))):
        assert "Recorded does not mean awarded: two people assess it next." in words
        assert "You let it go to no institution, so it is only kept." in words
        assert "institutions that you named" not in words


@pytest.mark.django_db
def test_a_claim_is_never_promised_in_a_letter() -> None:
    claim = a_submitted_claim().claim
    claims.acknowledge(claim.pk, by=an_assessor())
    checked(claim.pk)
    claims.record(claim.pk, by=an_assessor())

    bodies = [str(compose(each, get_connection()).body) for each in Letter.objects.all()]

    assert len(bodies) == 2
    assert all("Recorded does not mean awarded" in body for body in bodies)
