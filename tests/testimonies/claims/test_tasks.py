"""A claim over several days: its parts in any order, and the state of each."""

from __future__ import annotations

import pytest

from testimonies.claims.questions import CLAIM
from testimonies.intake.filled import Filled
from testimonies.intake.parts import rules
from testimonies.intake.parts.rules import Progress
from testimonies.models import Draft, Submission
from tests.builders_claims import a_claim_draft
from tests.builders_intake import a_submitted_testimony
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db


def states(draft: Draft) -> list[Progress]:
    filled = Filled(Draft.objects.get(pk=draft.pk), CLAIM)
    return [task.progress for task in rules.tasks(filled)]


def test_every_part_begins_at_a_page_that_is_there() -> None:
    assert CLAIM.parts[0].first == CLAIM.pages[0].key
    assert all(CLAIM.page(part.first) for part in CLAIM.parts)


def test_parts_are_taken_in_any_order_on_several_days() -> None:
    walker = Walker()
    code = walker.begin("claims")
    draft = Draft.objects.get()
    assert walker.open(walker.step("tasks")).page.count("not started") == len(CLAIM.parts)

    walker.press(walker.step("earlier"), earlier="no")
    assert states(draft)[3] == Progress.IN_PROGRESS
    walker.press(walker.step("forum"), country="LT")
    assert walker.here.endswith("/tasks/")
    assert states(draft)[3] == Progress.DONE
    walker.press(pause="1")

    another_day = Walker().open("/en/return/")
    another_day.press(code=code)
    assert another_day.here.endswith("/tasks/")
    assert another_day.sees("done")
    assert another_day.sees("You can hand in as soon as")
    another_day.press(another_day.step("earlier"), earlier="no", back="1")
    assert another_day.here.endswith("/tasks/")


def test_what_is_left_for_later_is_said_and_what_is_needed_is_waited_for() -> None:
    walker = Walker()
    walker.begin("claims")
    draft = Draft.objects.get()

    walker.press(walker.step("earlier"), instead="later")
    walker.press(walker.step("forum"), country="LT")
    walker.press(walker.step("heads"), instead="later")

    assert states(draft)[2:4] == [Progress.LATER, Progress.LATER]
    assert walker.open(walker.step("tasks")).sees("You can hand in as soon as")


def test_a_claim_with_something_for_later_can_be_handed_in() -> None:
    draft = a_claim_draft(a_submitted_testimony())
    walker = Walker()
    walker.client.session.save()
    session = walker.client.session
    session["cases"] = [draft.case.handle]
    session.save()
    walker.client.cookies["sessionid"] = session.session_key or ""

    walker.press(f"/en/claims/new/{draft.handle}/earlier/", earlier_words="", instead="later")
    assert walker.open(walker.step("tasks")).sees("check your answers and hand in")
    walker.press(walker.step("check"))
    walker.press(true="on")

    submission = Submission.objects.get(kind="claim")
    assert submission.claim.told["earlier"] == "unknown"
    assert submission.answers["instead"] == {"earlier": "later"}


def test_the_button_of_the_list_leads_to_what_is_left_and_then_to_the_check() -> None:
    walker = Walker()
    walker.begin("claims")
    assert walker.press(walker.step("tasks")).here.endswith("/teller/")

    walker.press(about="self")
    walker.press(walker.step("tasks"))

    assert walker.here.endswith("/name/")
