"""Who asked for news is told what institutions do: once, in their language, and nobody else."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from petitions.models import Delivery, InstitutionResponse, News
from petitions.models.news import State
from petitions.models.response import OUTCOMES, ResponseKind
from petitions.signing import actions as signing
from petitions.signing.news import actions as news
from petitions.signing.own import actions as own
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import CustodyEvent, Letter
from tests import builders_signing as builders
from tests.builders_bundles import a_sent_delivery, a_target
from tests.builders_news import addresses, an_arrival, said, told, who_wants_news
from tests.builders_review import a_release_officer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DESK = "/admin/petitions/news/"


def test_who_asked_for_news_is_told_that_theirs_has_arrived() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    who_wants_news(petition, "Silent", wants_news=False)

    happened = told(an_arrival(petition))
    letters.send_bulk()

    assert (happened.state, happened.letters) == (State.TOLD, 1)
    [letter] = mail.outbox
    assert letter.to == ["ona@example.org"]
    assert letter.subject.endswith("has received your signature")
    assert f"/en/petitions/{petition.slug}/#what-happened" in str(letter.body)
    assert "Yours is in it." in str(letter.body)


def test_nothing_is_written_before_somebody_has_decided() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)

    happened = an_arrival(petition)
    news.write_letters(happened.pk)

    assert happened.state == State.WAITING
    assert addresses() == []


def test_an_arrival_is_news_once_however_often_it_is_looked_for() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    an_arrival(petition)

    assert news.find() == 0

    delivery = Delivery.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        News.objects.create(delivery=delivery)
    assert News.objects.count() == 1


def test_what_has_not_arrived_is_no_news() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    a_sent_delivery(petition)

    assert news.find() == 0


def test_whoever_did_not_agree_to_this_institution_hears_nothing_of_it() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    who_wants_news(petition, "Elsewhere", targets=(a_target(petition, "seimas").pk,))

    told(an_arrival(petition))

    assert addresses() == ["ona@example.org"]


def test_whose_signature_was_not_in_the_bundle_is_not_told_that_it_has_arrived() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    happened = an_arrival(petition)
    who_wants_news(petition, "Later")
    Letter.objects.all().delete()

    told(happened)

    assert addresses() == ["ona@example.org"]


def test_who_has_withdrawn_or_wants_no_more_news_is_not_told() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    withdrawn, quiet = who_wants_news(petition, "Withdrawn"), who_wants_news(petition, "Quiet")
    happened = an_arrival(petition)
    signing.withdraw(withdrawn.pk)
    news.stop(quiet.uuid)
    Letter.objects.all().delete()

    told(happened)

    assert addresses() == ["ona@example.org"]


def test_a_letter_comes_in_the_language_and_to_the_mailbox_that_the_signer_chose() -> None:
    petition = builders.an_open_petition()
    signature = who_wants_news(petition)
    own.choose(signature.pk, display="hidden", wants_news=True, language="lt")
    link = builders.another_address(signature, "other@example.org")
    own.confirm_address(link.rstrip("/").rpartition("/")[2])
    happened = an_arrival(petition)

    told(happened)

    [letter] = Letter.objects.filter(kind="news")
    assert (letter.language, letter.contents["to"]) == ("lt", "other@example.org")
    assert "/lt/petitions/" in letter.contents["text"]


@pytest.mark.parametrize("kind", sorted(OUTCOMES))
def test_what_an_institution_says_is_told_to_all_whose_signature_goes_there(kind: str) -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    arrived = an_arrival(petition)
    who_wants_news(petition, "Later")
    who_wants_news(petition, "Elsewhere", targets=(a_target(petition, "seimas").pk,))
    Letter.objects.all().delete()
    said(arrived.delivery, kind)
    news.find()
    happened = News.objects.get(response__isnull=False)

    told(happened)

    assert addresses() == ["later@example.org", "ona@example.org"]
    letter = Letter.objects.filter(kind="news")[0]
    assert "30 November 2026" in letter.contents["text"]
    for private in ("Kazlauskas", "Dear Ona", "committee"):
        assert private not in str(letter.contents)


def test_each_thing_an_institution_says_is_news_once() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    arrived = an_arrival(petition)
    hearing, answer = said(arrived.delivery, ResponseKind.HEARING), said(arrived.delivery)

    assert (news.find(), news.find()) == (2, 0)
    assert {each.response for each in News.objects.all()} == {None, hearing, answer}


def test_what_is_not_public_is_no_news() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    arrived = an_arrival(petition)
    answer = said(arrived.delivery)
    InstitutionResponse.objects.update(published_at=None, public_text="")
    assert news.find() == 0

    InstitutionResponse.objects.filter(pk=answer.pk).update(published_at=now())
    assert news.find() == 1
    InstitutionResponse.objects.filter(pk=answer.pk).update(published_at=None)
    with pytest.raises(Refusal):
        news.tell(News.objects.get(response=answer).pk, by=a_release_officer())
    assert News.objects.get(response=answer).state == State.WAITING


def test_what_is_dropped_is_told_to_nobody_more() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    happened = an_arrival(petition)

    news.drop(happened.pk, by=a_release_officer(), reason="It was a mistake of theirs")
    news.write_letters(happened.pk)

    assert addresses() == []
    with pytest.raises(Refusal):
        news.tell(happened.pk, by=a_release_officer())
    assert News.objects.get().state == State.DROPPED


def test_without_a_reason_nothing_is_dropped() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    happened = an_arrival(petition)
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal):
        news.drop(happened.pk, by=a_release_officer(), reason="  ")

    assert News.objects.get().state == State.WAITING
    assert CustodyEvent.objects.count() == events


def test_an_officer_reads_the_letters_before_they_go() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition, "Ona")
    who_wants_news(petition, "Silent", wants_news=False)
    happened = an_arrival(petition)
    client: Client = signed_in(a_release_officer())

    assert "has received your signature" in client.get(DESK).content.decode()
    page = client.get(f"{DESK}{happened.uuid}/").content.decode()

    assert "<dt>People who get it</dt>" in page
    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        assert f"/{language}/petitions/{petition.slug}/#what-happened" in page
    assert "ona@example.org" not in page

    answer = client.post(f"{DESK}{happened.uuid}/tell/")
    assert answer.status_code == 302
    assert News.objects.get().state == State.TELLING
    line = CustodyEvent.objects.get(event="news.released")
    assert line.by == a_release_officer()


def test_the_log_of_custody_names_no_signer() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)

    told(an_arrival(petition))

    lines = CustodyEvent.objects.filter(event__startswith="news.")
    assert [line.event for line in lines.order_by("pk")] == ["news.released", "news.told"]
    assert "ona" not in str([line.detail for line in lines])
