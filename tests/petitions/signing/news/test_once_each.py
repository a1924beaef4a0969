"""Nobody is left out and nobody is told twice, whoever dies meanwhile, and in good pace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from petitions.models import News, Signature
from petitions.models.news import State
from petitions.signing import actions as signing
from petitions.signing.news import actions as news
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.models.letter import State as LetterState
from testimonies.models.switch import Part
from testimonies.switches import actions as switches
from tests import builders_signing as builders
from tests.builders_news import addresses, an_arrival, told, who_wants_news
from tests.builders_review import a_release_officer, an_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def test_letters_are_written_once_each_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "BATCH", 2)
    petition = builders.an_open_petition()
    for name in ("A", "B", "C", "D", "E"):
        who_wants_news(petition, name)
    happened = an_arrival(petition)

    told(happened)
    news.write_letters(happened.pk)
    news.write_letters(happened.pk)

    assert addresses() == [f"{name}@example.org" for name in "abcde"]
    assert News.objects.get().letters == 5


class Killed(BaseException):
    """As if the worker were gone at this moment."""


def after(most: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the letter after so many on, whoever writes one is gone."""
    really, written = letters.queue, list[object]()

    def queue(*words: Any, **others: Any) -> Letter:
        if len(written) == most:
            raise Killed
        written.append(words)
        return really(*words, **others)

    monkeypatch.setattr(letters, "queue", queue)
    return lambda: monkeypatch.setattr(letters, "queue", really)


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4])
def test_whoever_dies_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(news, "BATCH", 2)
    petition = builders.an_open_petition()
    for name in ("A", "B", "C", "D", "E"):
        who_wants_news(petition, name)
    happened = an_arrival(petition)
    news.tell(happened.pk, by=a_release_officer())
    live_again = after(most, monkeypatch)

    with pytest.raises(Killed):
        news.write_letters(happened.pk)
    live_again()
    news.write_letters(happened.pk)

    assert addresses() == [f"{name}@example.org" for name in "abcde"]
    assert News.objects.get().state == State.TOLD


def test_who_signs_in_a_stronger_way_meanwhile_is_told_once() -> None:
    petition = builders.an_open_petition()
    weak = who_wants_news(petition, "Jānis Bērziņš", email="janis@example.org")
    happened = an_arrival(petition)
    news.tell(happened.pk, by=a_release_officer())
    proven = builders.a_proven(petition, email="janis@example.org", wants_news=True)
    strong = signing.sign_proven(builders.shown(petition), proven)
    Signature.objects.filter(pk=weak.pk).update(
        state="superseded", replaced_by=strong, ended_at=strong.confirmed_at
    )
    Letter.objects.all().delete()

    news.write_letters(happened.pk)

    assert addresses() == ["janis@example.org"]


def test_who_had_signed_in_a_stronger_way_before_is_told_with_the_bundle_of_that_one() -> None:
    petition = builders.an_open_petition()
    weak = who_wants_news(petition, "Jānis Bērziņš", email="janis@example.org")
    happened = an_arrival(petition)
    proven = builders.a_proven(petition, email="janis@example.org", wants_news=True)
    strong = signing.sign_proven(builders.shown(petition), proven)
    Signature.objects.filter(pk=weak.pk).update(
        state="superseded", replaced_by=strong, ended_at=strong.confirmed_at
    )
    Letter.objects.all().delete()

    told(happened)

    assert addresses() == []


def test_while_bulk_mail_is_off_nothing_is_written() -> None:
    petition = builders.an_open_petition()
    who_wants_news(petition)
    happened = an_arrival(petition)
    switches.turn_off(Part.BULK_MAIL, by=an_administrator(), reason="A storm")
    builders.forget_what_pages_keep()

    told(happened)
    assert addresses() == []
    switches.turn_on(Part.BULK_MAIL, by=an_administrator(), reason="Over")
    builders.forget_what_pages_keep()
    news.write_letters(happened.pk)

    assert addresses() == ["ona@example.org"]


def test_no_more_is_written_ahead_than_goes_out_in_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(news, "BATCH", 1)
    monkeypatch.setattr(news, "MOST_WAITING", 2)
    petition = builders.an_open_petition()
    for name in ("A", "B", "C"):
        who_wants_news(petition, name)
    happened = told(an_arrival(petition))
    assert (happened.state, len(addresses())) == (State.TELLING, 2)

    Letter.objects.update(state=LetterState.SENT, sent_at=happened.decided_at)
    news.write_letters(happened.pk)

    assert len(addresses()) == 3


def test_who_stops_news_while_others_are_written_to_gets_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(news, "BATCH", 1)
    monkeypatch.setattr(news, "MOST_WAITING", 1)
    petition = builders.an_open_petition()
    who_wants_news(petition, "A")
    second = who_wants_news(petition, "B")
    happened = told(an_arrival(petition))
    assert addresses() == ["a@example.org"]

    news.stop(second.uuid)
    Letter.objects.update(state=LetterState.SENT, sent_at=happened.decided_at)
    news.write_letters(happened.pk)

    assert addresses() == ["a@example.org"]
    assert News.objects.get().state == State.TOLD
