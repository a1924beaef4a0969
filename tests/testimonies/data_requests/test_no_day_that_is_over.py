"""While we wait for somebody to show who they are, the days are none of ours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.timezone import localdate

from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import rules
from testimonies.models import DataRequest
from testimonies.models.data_request import Shown
from testimonies.templatetags.components import day_month_year
from tests.builders_review import a_moderator
from tests.testimonies.data_requests.test_answering import written

pytestmark = pytest.mark.django_db


def test_while_we_wait_for_them_no_letter_names_a_day_that_is_over() -> None:
    request = data_requests.write_down(None, written(), by=a_moderator())
    data_requests.ask_who(request.pk, by=a_moderator(), words="Who are you?")
    DataRequest.objects.update(
        asked_who_on=localdate() - timedelta(days=110),
        due_on=localdate() - timedelta(days=100),
    )

    longer = data_requests.extend(request.pk, by=a_moderator(), words="The archive is slow.")

    assert longer.due_on == rules.extended_to(localdate() + timedelta(days=10))
    with translation.override(longer.language):
        assert day_month_year(longer.due_on) in longer.answer["words"]
    shown = data_requests.show(request.pk, Shown.PAPERS, by=a_moderator())
    assert shown.due_on == longer.due_on
