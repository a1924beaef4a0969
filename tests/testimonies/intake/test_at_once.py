"""A word is kept in one statement; whoever has written meanwhile loses nothing by it."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.utils.timezone import now
from pytest_django.fixtures import DjangoAssertNumQueries

from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.autosave import actions as at_once
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import queries, windows
from testimonies.intake.drafts.actions import AlreadyHandedIn
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.drafts.windows import Sent
from testimonies.intake.filled import Filled
from testimonies.models import Draft
from tests.builders_intake import a_filled_draft, a_started_draft
from tests.testimonies.intake.walking import Walker, hidden, typing

STORY, AFTER = Passage("story"), Passage("after")


@pytest.mark.django_db
def test_a_question_page_and_a_word_cost_three_queries_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("story"))
    window = hidden(walker.page)

    with django_assert_num_queries(3):
        walker.client.get(walker.here)
    with django_assert_num_queries(3):
        typing(walker, walker.here, window, story="We waited.")

    assert Draft.objects.get().answers["story"] == {"story": ["We waited."]}


@pytest.mark.django_db
def test_what_was_written_elsewhere_meanwhile_stays() -> None:
    one, other = _read_twice()

    at_once.keep(one, STORY, {"story": ["We waited."]})
    saved = at_once.keep(other, AFTER, {"after": ["We came home."]})

    for answers in (saved.answers, Draft.objects.get().answers):
        assert answers["story"] == {"story": ["We waited."]}
        assert answers["after"] == {"after": ["We came home."]}


@pytest.mark.django_db
def test_whoever_goes_on_with_what_was_kept_keeps_it_at_once_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    draft, _other = _read_twice()

    for words in ("We", "We waited."):
        with django_assert_num_queries(1):
            draft = at_once.keep(draft, STORY, {"story": [words]})

    assert Draft.objects.get().answers["story"] == {"story": ["We waited."]}
    assert draft.page == "story"
    assert draft.expires_at == Draft.objects.get().expires_at == draft.visited_at + drafts.KEPT


@pytest.mark.django_db
def test_a_window_that_read_before_another_wrote_is_put_beside() -> None:
    one, other = _read_twice()

    at_once.keep(one, STORY, {"story": ["The newer words"]}, sent=Sent("00000001", seen=""))
    saved = at_once.keep(other, STORY, {"story": ["Others"]}, sent=Sent("00000002", seen=""))

    assert saved.answers["story"] == {"story": ["The newer words"]}
    assert windows.beside(saved.answers, "story") == {"00000002": {"story": ["Others"]}}


@pytest.mark.django_db
def test_nothing_is_written_into_what_was_handed_in_meanwhile() -> None:
    begun = a_filled_draft()
    read = _read(begun.draft)
    told = reading.testimony(Filled(Draft.objects.get(), questions.TESTIMONY))
    intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)
    before = Draft.objects.get().answers

    with pytest.raises(AlreadyHandedIn):
        at_once.keep(read, STORY, {"story": ["Too late"]})

    assert Draft.objects.get().answers == before


@pytest.mark.django_db
def test_nothing_is_written_into_what_has_expired_meanwhile() -> None:
    read = _read(a_started_draft().draft)
    Draft.objects.update(sealed_at=now())

    with pytest.raises(Refusal, match="expired"):
        at_once.keep(read, STORY, {"story": ["Too late"]})

    assert "story" not in Draft.objects.get().answers


@pytest.mark.django_db
def test_what_does_not_fit_is_refused_and_nothing_is_changed() -> None:
    read = _read(a_started_draft().draft)

    with pytest.raises(Refusal, match="more than one draft can hold"):
        at_once.keep(read, STORY, {"story": ["x" * (drafts.MOST_LETTERS + 1)]})

    assert "story" not in Draft.objects.get().answers


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_lose_no_word() -> None:
    draft = a_started_draft().draft
    ready = threading.Barrier(4)

    def write(page: str) -> None:
        ready.wait()
        try:
            for turn in range(10):
                at_once.keep(_read(draft), Passage(page), {page: [str(turn)]})
        finally:
            connections.close_all()

    pages = ["story", "before", "after", "name"]
    threads = [threading.Thread(target=write, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    answers = Draft.objects.get().answers
    assert {page: answers[page] for page in pages} == {page: {page: ["9"]} for page in pages}


def _read(draft: Draft) -> Draft:
    """As the door reads it."""
    found = queries.of_holder(draft.handle, draft.kind)
    assert found is not None
    return found


def _read_twice() -> tuple[Draft, Draft]:
    draft = a_started_draft().draft
    return _read(draft), _read(draft)
