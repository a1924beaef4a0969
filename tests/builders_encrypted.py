"""One row of each kind that is encrypted, by the real actions."""

from __future__ import annotations

import pyrage

from petitions.deliveries.responding import actions as responding
from petitions.signing.own import actions as own
from petitions.signing.paper import actions as paper
from testimonies.care import actions as care
from testimonies.care.rules import OwnWay
from testimonies.claims import actions as claims
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.data_requests import actions as data_requests
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake import actions as intake
from testimonies.intake.handing_over import actions as handing_over
from testimonies.models import Institution, Submission
from testimonies.models.claim import AwardKind
from testimonies.models.data_request import Right
from testimonies.models.testimony import Verification
from testimonies.recordings import actions as recordings
from testimonies.redactions import actions as redactions
from tests.builders_bundles import a_petition_with, a_question, a_sent_delivery, records_of
from tests.builders_claims import READING, a_recorded_claim, a_submitted_claim, an_assessor
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_details import a_detailed_testimony
from tests.builders_flags import a_flag, closed, weighed
from tests.builders_intake import a_submitted_testimony
from tests.builders_letters import a_sent_request, a_testimony_by_post
from tests.builders_paper import a_keyed_line, a_sheet, read
from tests.builders_recordings import INDEX, SAID, a_written_transcript
from tests.builders_redactions import a_proposal
from tests.builders_restraints import held, let_go
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_release_officer,
    a_second_reader,
    a_testimony_in_review,
    an_accepted_testimony,
    another_moderator,
    signed_in,
)
from tests.testimonies.correspondence.test_archive_answers import answered
from tests.testimonies.intake.test_handing_over import LIEPA
from tests.testimonies.intake.test_helping import LIEPA as HELPER
from tests.testimonies.lists.files import ANNA, csv_of, imported
from tests.testimonies.people.test_numbers import a_person, known_as
from tests.testimonies.review.test_undoing import press

TO_GOV_LT = {"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["gov-lt"]}


def one_of_each_other_kind() -> None:
    """Beside what the addresses need: what is closed, ended, answered, sealed, typed, erased."""
    submission = a_submitted_testimony(helper=HELPER)
    closed(a_flag(submission))
    let_go(held(submission.case))
    weighed(a_testimony_in_review(), Verification.DISPUTED)
    sealed = {"sealed": ["I have never told it."]}
    claim = a_submitted_claim(one_more_page={"open": ["yes"]}, under_seal=sealed).claim
    claim.awards.create(kind=AwardKind.PROPERTY, told={"by": "The state"})
    recorded = a_recorded_claim()
    claims.assess(recorded.pk, by=an_assessor(), reading=READING)
    _of_the_case(submission)
    _of_others()


def _of_the_case(submission: Submission) -> None:
    asked = data_requests.ask(submission.case_id, Right.ACCESS, "Please.", language="en")
    data_requests.grant(asked.pk, by=a_moderator(), words="Here.")
    uploads.begin(submission.case_id, length=3, told={"file_name": "a.jpg", "type": "image/jpeg"})
    handing_over.hand_over(submission.case_id, handing_over.prepare(submission.case_id, LIEPA))


def _of_others() -> None:
    imported(csv_of(ANNA))
    own.ask_what_is_signed("ona@example.org", language="en")
    responding.reply(a_question(a_sent_delivery()).pk, text="On page 3.", by=a_moderator())
    care.keep(OwnWay(("lt",)), by=a_moderator())
    press(signed_in(a_moderator()), a_submitted_testimony(), "note", body="Fond R-1.")
    redaction = a_proposal(a_testimony_in_review(), "cattle wagon")
    redactions.lift(redaction.pk, by=another_moderator(), reason="It names nobody.")
    detailed = a_detailed_testimony()
    intake.keep_message(detailed.case_id, "I wanted to say")
    answers.note(a_sent_request(detailed).pk, answered(), by=a_moderator())
    known_as(a_person())
    written = recordings.replace_all(a_written_transcript().pk, SAID[:1], by=a_moderator())
    for chapters in (INDEX, INDEX[:1]):
        recordings.replace_index(written.recording_id, chapters, by=a_moderator())
    paper.verify(a_keyed_line(a_sheet()).pk, read(name="Anna"), by=a_second_reader())
    a_published_testimony()
    an_accepted_testimony(uses=TO_GOV_LT)
    key = str(pyrage.x25519.Identity.generate().to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    records_of(a_petition_with())
    erasure = an_agreed_erasure(a_testimony_by_post())
    data_requests.carry_out(erasure.pk, by=a_release_officer(), reason="As agreed.")
