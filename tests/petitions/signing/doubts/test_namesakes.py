"""A father and a son of one name and one mailbox: nothing is replaced without being asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from petitions.models import Doubt, Petition, Signature, SignatureCount
from petitions.models.doubt import Answer
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import signed_from
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db
HOME = "janis@example.org"
ASKED = "Is it one person who signed, or two?"
OURS = "http://testserver"


def counts(petition: Petition) -> dict[str, int]:
    signing.count_signatures()
    rows = SignatureCount.objects.filter(petition=petition, total__gt=0)
    return dict(rows.values_list("assurance", "total"))


def a_namesake_with_an_identity(petition: Petition, **answers: object) -> Signature:
    return builders.a_proven_signature(petition, email=HOME, **answers)


def link_to_answer() -> str:
    return builders.link_in(builders.letter_to(HOME, ASKED))


def say(answer: str, link: str) -> str:
    return Client().post(link, {"answer": answer}, HTTP_ORIGIN=OURS).content.decode()


def test_in_doubt_the_older_is_put_aside_and_its_mailbox_asked() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)

    stronger = a_namesake_with_an_identity(petition)

    older.refresh_from_db()
    assert (older.state, older.replaced_by) == (State.QUARANTINED, None)
    assert counts(petition) == {"eid": 1}
    assert stronger.mail_key is None
    letter = builders.letter_to(HOME, ASKED)
    assert "Jānis Bērziņš" in letter.body
    for secret in (stronger.reference, "1975", "16117519997"):
        assert secret not in letter.body


def test_the_page_names_what_is_replaced_and_tells_nothing_of_the_stronger() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    stronger = a_namesake_with_an_identity(petition)

    page = Client().get(link_to_answer()).content.decode()

    assert "Jānis Bērziņš" in page
    assert "It is the same person" in page
    for secret in (stronger.reference, "16117519997", HOME):
        assert secret not in page
    assert Doubt.objects.get().answer == Answer.OPEN


def test_one_person_counts_once_by_the_stronger() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    stronger = a_namesake_with_an_identity(petition)

    page = say("one", link_to_answer())

    older.refresh_from_db()
    stronger.refresh_from_db()
    assert "It is one person" in page
    assert (older.state, older.replaced_by) == (State.SUPERSEDED, stronger)
    assert stronger.mail_key == older.mail_key
    assert counts(petition) == {"eid": 1}


def test_two_people_are_counted_twice_and_the_older_is_as_it_was() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)

    page = say("two", link_to_answer())

    again = Signature.objects.get(pk=older.pk)
    assert "You are two people" in page
    assert (again.state, again.suspicions) == (State.CONFIRMED, [])
    assert again.confirmed_at == older.confirmed_at
    assert counts(petition) == {"eid": 1, "email": 1}


def test_an_answer_is_given_once() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)
    link = link_to_answer()
    say("two", link)
    recorded = CustodyEvent.objects.count()

    page = say("one", link)

    older.refresh_from_db()
    assert older.state == State.CONFIRMED
    assert "You are two people" in page
    assert CustodyEvent.objects.count() == recorded


def test_other_sites_and_other_words_answer_nothing() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)
    link = link_to_answer()

    Client().post(link, {"answer": "one"}, HTTP_ORIGIN="https://elsewhere.example")
    Client().post(link, {"answer": "three"}, HTTP_ORIGIN=OURS)
    unknown = Client().get(re.sub(r"/[\w-]{43}/", f"/{'A' * 43}/", link))

    assert Doubt.objects.get().answer == Answer.OPEN
    assert unknown.status_code == 404


def test_known_birth_dates_that_differ_are_two_people_without_asking() -> None:
    petition = builders.an_open_petition()
    father = builders.a_confirmed_signature(petition, told={"birth_date": "1938-02-01"})

    a_namesake_with_an_identity(petition)

    father.refresh_from_db()
    assert father.state == State.CONFIRMED
    assert counts(petition) == {"eid": 1, "email": 1}
    assert not Doubt.objects.exists()


def test_the_same_code_is_the_same_person_without_asking() -> None:
    petition = builders.an_open_petition()
    told = {"personal_code": "16117519997", "code_country": "LV"}
    older = builders.a_confirmed_signature(petition, told=told)

    stronger = a_namesake_with_an_identity(petition)

    older.refresh_from_db()
    assert older.replaced_by == stronger
    assert not Doubt.objects.exists()


def test_two_proven_identities_at_one_mailbox_are_two_people() -> None:
    petition = builders.an_open_petition()
    father = a_namesake_with_an_identity(petition, identity="LV:01023811111", told={})

    son = a_namesake_with_an_identity(petition, assurance=Assurance.QUALIFIED)

    father.refresh_from_db()
    assert (father.state, son.state) == (State.CONFIRMED, State.CONFIRMED)
    assert counts(petition) == {"eid": 1, "qualified": 1}


def test_from_the_page_of_a_signature_a_contradiction_is_asked_about() -> None:
    petition = builders.an_open_petition()
    father = builders.a_confirmed_signature(petition, told={"birth_date": "1938-02-01"})

    builders.a_proven_signature(petition, replaces=father.pk)

    father.refresh_from_db()
    assert father.state == State.QUARANTINED
    assert link_to_answer()


def test_what_waits_for_its_letter_is_asked_about_too_and_never_counts_twice() -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition)
    a_namesake_with_an_identity(petition)

    signing.confirm(waiting.uuid)
    assert counts(petition) == {"eid": 1}
    say("two", link_to_answer())

    assert counts(petition) == {"eid": 1, "email": 1}


def test_what_nobody_confirms_is_erased_with_the_question_about_it() -> None:
    petition = builders.an_open_petition()
    waiting = signed_from(petition, email=HOME)
    a_namesake_with_an_identity(petition)
    link, old = link_to_answer(), now() - timedelta(days=31)
    Signature.objects.filter(pk=waiting.pk).update(signed_at=old)

    quarantine.forget_traces()

    assert not Signature.objects.filter(pk=waiting.pk).exists()
    assert Client().get(link).status_code == 404


def test_what_is_put_aside_for_another_reason_stays_so() -> None:
    petition = builders.an_open_petition()
    odd = builders.a_signature(petition, suspicions=("disposable",))
    signing.confirm(odd.uuid)
    a_namesake_with_an_identity(petition)

    say("two", link_to_answer())

    odd.refresh_from_db()
    assert (odd.state, odd.suspicions) == (State.QUARANTINED, ["disposable"])


def test_a_moderator_may_decide_where_nobody_answers() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)

    quarantine.accept(older.pk, by=a_moderator())

    assert counts(petition) == {"eid": 1, "email": 1}


def test_a_stronger_one_that_was_withdrawn_replaces_nothing() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    stronger = a_namesake_with_an_identity(petition)
    link = link_to_answer()
    signing.withdraw(stronger.pk)

    page = say("one", link)

    older.refresh_from_db()
    assert "does not count any more" in page
    assert older.state == State.QUARANTINED
    say("two", link)
    assert counts(petition) == {"email": 1}


def test_an_older_one_that_was_withdrawn_leaves_nothing_to_say() -> None:
    petition = builders.an_open_petition()
    older = builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)
    signing.withdraw(older.pk)

    page = say("one", link_to_answer())

    older.refresh_from_db()
    assert "nothing more to do" in page
    assert older.state == State.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_both_buttons_at_once_leave_one_answer() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    a_namesake_with_an_identity(petition)
    link = link_to_answer()

    at_once([lambda: say("one", link), lambda: say("two", link)])

    answer = Doubt.objects.get().answer
    assert counts(petition) == {"eid": 1} | ({"email": 1} if answer == Answer.TWO else {})
