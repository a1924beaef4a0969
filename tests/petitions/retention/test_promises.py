"""What was promised to whoever signed does not become longer, and nobody else's is forgotten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from petitions.deliveries.responding import actions as responding
from petitions.models import InstitutionResponse, PaperScan, PaperSheet, SignedContainer
from petitions.models.container import State as ContainerState
from petitions.models.erasure import Why
from petitions.models.paper import SheetState
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from testimonies.models import CustodyEvent, TargetProfile
from tests.builders_bundles import a_desk_token, a_question, a_target, open_desk
from tests.builders_containers import a_refused_container
from tests.builders_paper import (
    MEELIS,
    a_keyed_line,
    a_petition_for_paper,
    a_scan,
    a_sheet,
    a_verified_line,
    line,
    read,
)
from tests.builders_retention import (
    a_petition_with_people,
    an_overdue_petition,
    delivered,
    erased,
    years_pass,
)
from tests.builders_review import a_release_officer, a_second_reader
from tests.builders_signing import close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def keeps(days: int) -> None:
    TargetProfile.objects.filter(institution__code="gov-lt").update(retention_days=days)


def whys() -> dict[str, int]:
    lines = retention.look().lines.filter(what="signature")
    return {line.why: line.count for line in lines}


def test_a_rule_that_becomes_longer_is_not_for_those_who_have_signed() -> None:
    petition = an_overdue_petition()
    assert a_target(petition).retention_days == 365

    keeps(36_500)

    assert whys() == {Why.ACKNOWLEDGED: 2}
    assert (erased().signatures, a_target(petition).retention_days) == (2, 365)


def test_a_rule_that_becomes_longer_is_not_for_what_was_never_sent_either() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    close(petition)
    years_pass()

    keeps(36_500)

    assert whys() == {Why.NEVER_SENT: 1}


def test_a_rule_that_becomes_shorter_is_for_everybody() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivered(petition)
    close(petition)
    assert whys() == {Why.NOT_OVER: 1}

    keeps(0)

    assert whys() == {Why.ACKNOWLEDGED: 1}


def withdrawn_long_ago(sheet: PaperSheet) -> None:
    reference = line(sheet).signature
    assert reference
    paper.withdraw_for(reference.reference, reason="By telephone", by=a_release_officer())
    signing.count_signatures()
    years_pass()


def test_pictures_stay_while_others_on_the_sheet_are_still_to_be_read() -> None:
    sheet = a_sheet()
    paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    a_verified_line(sheet)
    withdrawn_long_ago(sheet)

    assert erased().signatures == 2  # what one had read, and what two had

    assert PaperScan.objects.get().path
    assert a_verified_line(sheet, 2, MEELIS).signature
    sheet.refresh_from_db()
    assert sheet.state == SheetState.READ


def test_a_sheet_on_which_only_an_erased_line_was_to_be_read_has_been_read() -> None:
    sheet = a_sheet()
    paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    a_keyed_line(sheet)
    other = a_verified_line(sheet, 2, MEELIS)
    withdrawn_long_ago(sheet)

    erased()

    sheet.refresh_from_db()
    assert sheet.state == SheetState.READ
    assert PaperScan.objects.get().path  # the other still needs it
    assert other.signature
    retention.erase_one(other.signature.reference, by=a_release_officer(), reason="Request 7")
    assert line(sheet, 2).told is None


def test_a_sheet_that_came_to_an_open_petition_waits_though_nobody_else_is_left() -> None:
    petition = a_petition_for_paper()
    first, second = a_sheet(petition, lines_filled=1), a_sheet(petition, lines_filled=1)
    paper.add_scan(second.pk, a_scan(), by=second.registered_by)
    a_verified_line(first)
    withdrawn_long_ago(first)

    assert erased().signatures == 2  # what one had read, and what two had

    assert PaperScan.objects.get().path
    keyed = a_keyed_line(second)
    assert paper.verify(keyed.pk, read(), by=a_second_reader()).signature


def test_files_that_became_no_signature_go_with_the_last_one() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    refused = a_refused_container(petition)
    assert refused.state == ContainerState.REFUSED
    delivered(petition)
    close(petition)
    years_pass()
    key = bytes(SignedContainer.objects.get().content_key)

    erased()

    left = SignedContainer.objects.get()
    assert (left.content, left.told, left.reference) == (None, {}, refused.reference)
    assert bytes(left.content_key) != key


def test_what_clerks_asked_about_people_goes_with_the_bundle(client: Client) -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivery = delivered(petition)
    asked = a_question(delivery)
    responding.reply(asked.pk, text="Ona Petraitė is number 1.", by=a_release_officer())
    waits = a_question(delivery)
    responding.count(delivery.pk, verified=0, invalid=1, why="Ona Petraitė is unknown", clerk="R.")
    close(petition)
    years_pass()

    erased()

    asked.refresh_from_db()
    waits.refresh_from_db()
    count = InstitutionResponse.objects.get(kind="verification")
    assert (asked.told, asked.reply, count.told, count.invalid_count) == ({}, {}, {}, 1)
    assert waits.told["text"]
    assert CustodyEvent.objects.filter(event="response.forgotten").count() == 2
    open_desk(client, delivery)
    with override("en"):
        page = client.get(reverse("petitions:desk", args=[a_desk_token(delivery)]), follow=True)
    assert "We have erased these words" in page.content.decode()


def test_words_about_a_bundle_stay_while_its_petition_is_held() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivery = delivered(petition)
    responding.reply(a_question(delivery).pk, text="The first.", by=a_release_officer())
    years_pass()
    erased()  # the file alone, since the petition is open
    again = a_question(delivery)
    responding.reply(again.pk, text="The second.", by=a_release_officer())
    retention.hold(petition.pk, by=a_release_officer(), reason="A court has asked")

    responding.forget(again.pk, by=None)

    again.refresh_from_db()
    assert again.reply == {"text": "The second."}


def test_frozen_days_move_no_more() -> None:
    petition = a_petition_with_people("Ona Petraitė")

    with pytest.raises(Exception, match="frozen"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE petitions_petitiontarget SET retention_days = 9 WHERE petition_id = %s",
            [petition.pk],
        )
