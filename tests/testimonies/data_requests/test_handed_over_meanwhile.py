"""While one person erases a case, its holder may hand it over: then nothing is erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.models import Submission
from testimonies.models.claim import Standing
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_release_officer


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_whoever_hands_the_case_over_and_then_erases_nothing() -> None:
    submission = a_submitted_testimony()
    request, officer = an_agreed_erasure(submission), a_release_officer()
    heir = Heir(name="Liepa", standing=Standing.NEXT_OF_KIN, preference="none")
    code = handing_over.prepare(submission.case_id, heir)

    def erase() -> None:
        try:
            data_requests.carry_out(request.pk, by=officer, reason="As asked.")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            handing_over.hand_over(submission.case_id, code)
            erasing = other.submit(erase)
            with pytest.raises(TimeoutError):
                erasing.result(1)
        with pytest.raises(Refusal, match="handed the case over since"):
            erasing.result(30)

    assert Submission.objects.get().answers
