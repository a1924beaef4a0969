"""What is kept of a file, for whom, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from accounts.roles import Role
from petitions.models import Petition, Signature, SignedContainer
from petitions.models.container import State
from petitions.signing.own import actions as own
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import queries, rules
from testimonies.models import CustodyEvent, Letter
from tests.builders_containers import a_received_container, a_refused_container, checked, the_pdf
from tests.builders_review import staff
from tests.builders_signing import an_open_petition, letters_sent
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def signed_for(petition: Petition, programs: Programs, who: str = "person") -> bytes:
    return programs.container({"statement.pdf": the_pdf(petition)}, who)


def test_an_old_file_does_not_lead_to_the_signature(programs: Programs) -> None:
    """Institutions receive these files: to have one does not show who somebody is."""
    petition = an_open_petition()
    checked(petition, signed_for(petition, programs))
    old = a_received_container(petition, signed_for(petition, programs))
    SignedContainer.objects.filter(pk=old.pk).update(received_at=now() + timedelta(hours=2))

    again = queries.of_reference(petition.slug, qualified.check(old.pk).reference)

    assert again is not None
    assert again.is_verified
    assert again.signature is None


def test_a_fresh_file_leads_to_the_signature(programs: Programs) -> None:
    petition = an_open_petition()
    checked(petition, signed_for(petition, programs))

    again = queries.of_reference(
        petition.slug, checked(petition, signed_for(petition, programs)).reference
    )

    assert again is not None
    assert again.signature == Signature.objects.get()


def test_the_very_file_of_long_ago_is_not_followed_and_the_mailbox_is_told(
    programs: Programs,
) -> None:
    petition = an_open_petition()
    content = signed_for(petition, programs)
    first = checked(petition, content)
    long_ago = now() - timedelta(days=1)
    SignedContainer.objects.update(received_at=long_ago)
    Signature.objects.update(mailed_at=long_ago)
    own.choose(Signature.objects.get().pk, display="hidden", wants_news=False, language="uk")
    letters_sent()

    again = a_received_container(petition, content)

    assert again == first
    assert not queries.may_follow(again)
    assert [letter.to for letter in letters_sent()] == [["mari@example.org"]] * 2
    assert [letter.language for letter in Letter.objects.order_by("pk")] == ["en", "uk"]


def test_what_lies_in_the_database_names_nobody(programs: Programs) -> None:
    petition = an_open_petition()
    content = signed_for(petition, programs)
    checked(petition, content)
    a_refused_container(petition)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM petitions_signedcontainer AS c")
        rows = "".join(row[0] for row in cursor.fetchall())

    for telling in ("TAMM", "46001010006", "mari@example.org", content[:64].hex()):
        assert telling not in rows


def test_bundles_get_the_very_bytes_that_were_signed(programs: Programs) -> None:
    petition = an_open_petition()
    content = signed_for(petition, programs)
    checked(petition, content)

    kept = queries.container_of(Signature.objects.get())

    assert kept is not None
    assert kept.kind == "asice"
    assert kept.read() == content


def test_what_was_refused_long_ago_is_forgotten() -> None:
    container = a_refused_container()
    SignedContainer.objects.update(checked_at=now() - rules.FORGET_REFUSED_AFTER)

    assert qualified.forget_refused() == 1

    container.refresh_from_db()
    assert container.content is None
    assert container.told == {}
    assert container.reason == "not_container"


def test_somebody_at_the_desk_can_have_it_checked_again() -> None:
    container, moderator = a_refused_container(), staff(Role.MODERATOR)

    qualified.check_again(container.pk, by=moderator)

    container.refresh_from_db()
    assert container.state == State.RECEIVED
    events = CustodyEvent.objects.filter(subject=container.reference).order_by("pk")
    assert [event.event for event in events] == ["container.refused", "container.checked_again"]
