"""One signer asks to be erased: everything of theirs goes, and whoever has it is told."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.ledger import audit
from petitions.models import Bundle, Erasure, PaperScan, Petition, Signature, SignatureCount
from petitions.models.bundle import State as BundleState
from petitions.models.erasure import Kind, State
from petitions.models.signature import Assurance
from petitions.models.signature import State as SignatureState
from petitions.retention import actions as retention
from petitions.retention import queries
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import a_target
from tests.builders_paper import MEELIS, a_keyed_line, a_scan, a_sheet, a_verified_line, line
from tests.builders_retention import a_petition_with_people, delivered, sent
from tests.builders_review import a_release_officer
from tests.builders_signing import a_confirmed_signature, a_proven, a_signature, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def erase(signature: Signature) -> Erasure:
    begun = retention.erase_one(
        signature.reference, by=a_release_officer(), reason="Request 7 of today"
    )
    return retention.work_on(begun.pk)


def first_of(petition: Petition) -> Signature:
    return petition.signatures.order_by("pk")[0]


def counted() -> int:
    signing.count_signatures()
    return sum(SignatureCount.objects.values_list("total", flat=True))


def test_it_is_withdrawn_and_nothing_says_whose_it_was() -> None:
    petition = a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols")
    signature = first_of(petition)

    done = erase(signature)

    signature.refresh_from_db()
    assert (done.kind, done.state) == (Kind.REQUEST, State.ERASED)
    assert signature.state == SignatureState.WITHDRAWN
    assert (signature.personal, signature.identity_key) == (None, None)
    assert counted() == 1
    assert audit.verify(petition).problems == ()
    assert Signature.objects.exclude(personal=None).get().personal["name"] == "Mārtiņš Ozols"
    assert {each.contents["to"] for each in Letter.objects.all()} == {"who1@example.org"}
    recorded = CustodyEvent.objects.get(event="signature.erased")
    assert (recorded.subject, recorded.by) == (signature.reference, a_release_officer())


def test_an_institution_that_has_it_is_told_with_the_next_bundle() -> None:
    petition = a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols")
    delivered(petition)

    erase(first_of(petition))
    signing.count_signatures()
    (notice,) = bundles.freeze_what_is_new(a_target(petition).pk)
    made = bundles.finish(notice.pk)

    assert made.state == BundleState.SEALED, made.problem
    assert made.frozen["counts"]["withdrawals"] == 1
    with zipfile.ZipFile(places.sealed(made)) as container:
        told = container.read("withdrawals.csv").decode()
    rows = list(csv.reader(io.StringIO(told.lstrip("\ufeff"))))
    assert rows[1][:2] == ["1", "1"]
    assert "Ona" not in told


def test_a_bundle_that_has_not_gone_out_is_discarded_with_its_files() -> None:
    petition = a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols")
    (frozen,) = bundles.freeze_what_is_new(a_target(petition).pk)
    sealed = bundles.finish(frozen.pk)
    assert places.sealed(sealed).exists()

    erase(first_of(petition))

    discarded = Bundle.objects.get()
    assert discarded.state == BundleState.DISCARDED
    assert not places.sealed(sealed).exists()
    signing.count_signatures()
    (again,) = bundles.freeze_what_is_new(a_target(petition).pk)
    assert again.frozen["counts"]["signatures"] == 1


def test_what_may_lie_at_the_institution_is_not_discarded() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    sent(petition)

    erase(first_of(petition))

    assert Bundle.objects.get().state == BundleState.RELEASED


def test_a_legal_hold_refuses_it_and_nothing_changes() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    retention.hold(petition.pk, by=a_release_officer(), reason="A court has asked")
    before = list(Signature.objects.values())

    with pytest.raises(Refusal, match="legal hold"):
        erase(first_of(petition))

    assert list(Signature.objects.values()) == before
    assert not Erasure.objects.exists()
    assert not CustodyEvent.objects.filter(event="signature.erased").exists()


def test_what_is_erased_is_not_erased_again_and_unknown_is_refused() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    signature = first_of(petition)
    erase(signature)

    with pytest.raises(Refusal, match="has been erased"):
        erase(signature)
    with pytest.raises(Refusal, match="No signature"):
        retention.erase_one("S-NOBODY", by=a_release_officer(), reason="Request 8")


def test_whoever_was_erased_may_sign_again() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    erase(first_of(petition))

    again = a_confirmed_signature(petition, name="Ona Petraitė", email="who0@example.org")

    assert again.state == SignatureState.CONFIRMED
    assert counted() == 1


def test_what_waits_for_its_letter_can_be_erased_too() -> None:
    waiting = a_signature(name="Ona Petraitė", email="ona@example.org")

    erase(waiting)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.personal) == (SignatureState.WITHDRAWN, None)
    assert not Letter.objects.exists()


def test_a_weaker_one_that_was_replaced_is_erased_by_itself() -> None:
    petition = a_petition_with_people("Jānis Bērziņš")
    weaker = first_of(petition)
    stronger = signing.sign_proven(shown(petition), a_proven(petition, replaces=weaker.pk))
    signing.count_signatures()
    weaker.refresh_from_db()
    assert weaker.replaced_by == stronger
    before = queries.before_erasing(weaker.reference)
    assert before is not None
    assert before.newer == stronger

    erase(weaker)

    assert Signature.objects.get(erased_at=None) == stronger
    assert audit.verify(petition).problems == ()


def test_with_a_stronger_one_goes_whatever_it_has_replaced() -> None:
    petition = a_petition_with_people("Jānis Bērziņš", "Ona Petraitė")
    weaker = first_of(petition)
    eid = signing.sign_proven(shown(petition), a_proven(petition, replaces=weaker.pk))
    qualified = a_proven(petition, assurance=Assurance.QUALIFIED)
    strongest = signing.sign_proven(shown(petition), qualified)
    signing.count_signatures()
    eid.refresh_from_db()
    assert eid.replaced_by == strongest

    done = erase(strongest)

    assert (done.state, done.signatures) == (State.ERASED, 3)
    assert Signature.objects.get(erased_at=None).personal["name"] == "Ona Petraitė"
    assert "janis" not in str([each.contents for each in Letter.objects.all()])
    assert counted() == 1
    assert audit.verify(petition).problems == ()


def test_on_paper_the_line_and_the_pictures_go_and_the_others_stay() -> None:
    sheet = a_sheet()
    paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    mine, other = a_verified_line(sheet), a_verified_line(sheet, 2, MEELIS)
    assert mine.signature

    erase(mine.signature)

    assert (line(sheet).told, line(sheet, 2).told) == (None, other.told)
    assert [scan.path for scan in PaperScan.objects.all()] == [""]


def test_a_sheet_that_is_still_read_comes_first() -> None:
    mine = a_keyed_line(a_sheet())
    assert mine.signature

    with pytest.raises(Refusal, match="still being read"):
        erase(mine.signature)

    assert mine.signature.personal
