"""From a received file to a signature that counts, or to the reason why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from petitions.models import Petition, Signature
from petitions.models.container import State
from petitions.models.signature import Assurance
from petitions.models.signature import State as Signed
from petitions.signing import actions as signing
from petitions.signing.doubts import actions as doubts
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import queries
from tests import builders_signing
from tests.builders_containers import a_received_container, a_refused_container, checked, the_pdf
from tests.builders_signing import a_confirmed_signature, an_open_petition, letters_sent
from tests.petitions.signing.qualified.cades_programs import CadesPrograms
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def signed_for(petition: Petition, programs: Programs, who: str = "person") -> bytes:
    return programs.container({"statement.pdf": the_pdf(petition)}, who)


def test_a_container_signed_in_digidoc_makes_a_qualified_signature(programs: Programs) -> None:
    petition = an_open_petition()
    statement = qualified.hand_out(petition.pk, "et")

    container = checked(petition, programs.digidoc(bytes(statement.container)))

    signature = Signature.objects.get()
    assert container.state == State.VERIFIED
    assert container.signature == signature
    assert container.statement == statement
    assert (signature.state, signature.assurance) == (Signed.CONFIRMED, Assurance.QUALIFIED)
    assert builders_signing.told(signature) == {
        "name": "MARI TEST-TAMM",
        "personal_code": "46001010006",
        "code_country": "EE",
        "birth_date": "1960-01-01",
        "email": "mari@example.org",
    }


def test_a_signed_pdf_makes_one_too(programs: Programs) -> None:
    petition = an_open_petition()

    container = checked(petition, programs.lasting_pdf(the_pdf(petition), "person-pl"))

    assert container.state == State.VERIFIED
    assert Signature.objects.get().personal["name"] == "ŁUCJA TEST-WIŚNIEWSKA"


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_a_signature_without_the_statement_makes_one_too(
    cades: CadesPrograms, digest: str
) -> None:
    petition = an_open_petition()

    container = checked(petition, cades.file(the_pdf(petition), "person-ua", digest=digest))

    assert (container.state, container.kind) == (State.VERIFIED, "cades")
    assert container.statement == qualified.hand_out(petition.pk, "en")
    assert Signature.objects.get().personal["name"] == "ОКСАНА TEST-ШЕВЧЕНКО"


def test_a_container_of_one_file_makes_one_too(cades: CadesPrograms) -> None:
    petition = an_open_petition()
    pdf = the_pdf(petition)

    container = checked(petition, cades.asics({"statement.pdf": pdf}, cades.file(pdf)))

    assert (container.state, container.kind) == (State.VERIFIED, "asics")


def test_a_signature_file_and_a_container_of_one_person_are_one_signature(
    cades: CadesPrograms, programs: Programs
) -> None:
    petition = an_open_petition()

    first = checked(petition, signed_for(petition, programs))
    second = checked(petition, cades.file(the_pdf(petition)))

    assert first.signature == second.signature
    assert Signature.objects.count() == 1


def test_what_we_cannot_check_is_refused_by_its_name_with_the_next_step(
    cades: CadesPrograms,
) -> None:
    petition = an_open_petition()

    container = checked(petition, cades.file(the_pdf(petition), digest="sha1"))

    assert (container.state, container.reason) == (State.REFUSED, "weak_algorithm")
    (letter,) = letters_sent()
    assert "Choose SHA-256" in str(letter.body)


def test_it_is_valid_where_a_code_is_needed(programs: Programs) -> None:
    petition = an_open_petition(targets=("riigikogu-collective-address",))

    checked(petition, signed_for(petition, programs))

    assert Signature.objects.get().valid_targets == [petition.targets.get().pk]


def test_what_was_typed_is_kept_for_those_who_need_it(programs: Programs) -> None:
    petition = an_open_petition(targets=("seimas-petition",))
    content = signed_for(petition, programs, "person-lt")

    checked(petition, content, country="LT", told={"address": "Vilnius, Gedimino 1"})

    signature = Signature.objects.get()
    assert signature.personal["address"] == "Vilnius, Gedimino 1"
    assert signature.valid_targets == signature.targets


def test_a_signature_by_email_of_the_same_person_is_superseded(programs: Programs) -> None:
    petition = an_open_petition()
    weaker = a_confirmed_signature(
        petition,
        name="Mari Test-Tamm",
        email="mari@example.org",
        told={"birth_date": "1960-01-01"},
    )

    checked(petition, signed_for(petition, programs))

    weaker.refresh_from_db()
    assert weaker.state == Signed.SUPERSEDED
    assert Signature.objects.confirmed().get().assurance == Assurance.QUALIFIED


def test_whoever_comes_from_their_page_replaces_what_they_signed(programs: Programs) -> None:
    petition = an_open_petition()
    weaker = a_confirmed_signature(petition, name="Tamm Mari-Test", email="other@example.org")

    checked(petition, signed_for(petition, programs), replaces=weaker.reference, email="")

    weaker.refresh_from_db()
    assert weaker.state == Signed.SUPERSEDED
    assert Signature.objects.confirmed().get().mail_address == "other@example.org"


def test_a_daughter_who_signs_on_the_page_of_her_mother_does_not_take_her_place(
    programs: Programs,
) -> None:
    petition = an_open_petition()
    mother = a_confirmed_signature(petition, name="Ona Tamm", email="home@example.org")

    checked(petition, signed_for(petition, programs), replaces=mother.reference, email="")

    mother.refresh_from_db()
    assert mother.state == Signed.QUARANTINED
    doubts.say_two(mother.doubts.get().uuid)
    names = {each.personal["name"] for each in Signature.objects.confirmed()}
    assert names == {"Ona Tamm", "MARI TEST-TAMM"}


def test_the_same_file_twice_is_one_signature(programs: Programs) -> None:
    petition = an_open_petition()
    content = signed_for(petition, programs)

    first, second = checked(petition, content), checked(petition, content)

    assert first == second
    assert Signature.objects.count() == 1


def test_two_files_of_one_person_are_one_signature(programs: Programs) -> None:
    petition = an_open_petition()

    first = checked(petition, signed_for(petition, programs))
    second = checked(petition, signed_for(petition, programs, "person-twin"))

    assert first != second
    assert first.signature == second.signature
    assert Signature.objects.count() == 1


def test_a_refused_file_says_why_and_counts_nothing() -> None:
    container = a_refused_container()

    assert (container.state, container.reason) == (State.REFUSED, "not_container")
    assert not Signature.objects.exists()
    (letter,) = letters_sent()
    assert letter.to == ["mari@example.org"]
    assert "This is no signed file." in str(letter.body)


def test_a_refused_file_that_comes_again_is_checked_again(programs: Programs) -> None:
    petition = an_open_petition()
    container = a_refused_container(petition)

    again = a_received_container(petition)

    assert again == container
    assert again.state == State.RECEIVED


def test_an_old_file_does_not_sign_again_for_somebody_who_withdrew(programs: Programs) -> None:
    petition = an_open_petition()
    repacked = signed_for(petition, programs)
    container = checked(petition, signed_for(petition, programs))
    signing.withdraw(Signature.objects.get().pk)

    assert checked(petition, repacked).reason == "withdrawn"
    assert not Signature.objects.confirmed().exists()
    shown = queries.of_reference(petition.slug, container.reference)
    assert shown is not None
    assert not shown.counts


def test_a_new_signature_after_withdrawing_counts_again(programs: Programs) -> None:
    petition = an_open_petition()
    checked(petition, signed_for(petition, programs))
    signing.withdraw(Signature.objects.get().pk)
    Signature.objects.update(ended_at=now() - timedelta(minutes=1))

    checked(petition, signed_for(petition, programs))

    assert Signature.objects.confirmed().count() == 1


def test_a_revoked_certificate_counts_nothing(programs: Programs) -> None:
    petition = an_open_petition()
    content = programs.container({"a.pdf": the_pdf(petition)}, "revoked", ["stamp"])

    assert checked(petition, content).reason == "revoked"
    assert not Signature.objects.exists()
