"""When its time is over a signature names nobody, and everything that counts it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.bundles.verify import verify
from petitions.ledger import audit
from petitions.models import Bundle, Erasure, Signature, SignatureCount
from petitions.models.erasure import State, Why
from petitions.models.signature import State as SignatureState
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from testimonies.custody import queries as chain
from testimonies.custody.actions import extend_chain
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import a_target, acknowledged
from tests.builders_retention import (
    a_petition_with_people,
    an_overdue_petition,
    begun,
    delivered,
    erased,
    only_bundle,
    sent,
    years_pass,
)
from tests.builders_signing import a_confirmed_signature, close

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def whys(report: Erasure) -> dict[str, int]:
    return {line.why: line.count for line in report.lines.filter(what="signature")}


def test_everything_that_says_whose_it_is_goes_and_it_counts_on() -> None:
    petition = an_overdue_petition()
    before = list(SignatureCount.objects.values_list("total", flat=True))

    done = erased()

    assert (done.state, done.signatures, done.bundles) == (State.ERASED, 2, 1)
    for signature in Signature.objects.all():
        assert signature.state == SignatureState.CONFIRMED
        assert (signature.personal, signature.contact, signature.mailbox_key) == (None, None, None)
        assert signature.is_counted
    assert list(SignatureCount.objects.values_list("total", flat=True)) == before
    assert audit.verify(petition).problems == ()
    assert signing.count_signatures() == 0
    extend_chain()
    assert chain.verify_chain().is_whole


def test_files_go_and_a_copy_that_somebody_kept_is_still_valid(tmp_path: Path, root: Path) -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivery = delivered(petition)
    copy = tmp_path / "kept.asice"
    copy.write_bytes(places.outgoing(delivery.bundle).read_bytes())
    close(petition)
    years_pass()
    before = Bundle.objects.get()

    erased()

    bundle = Bundle.objects.get()
    assert not places.sealed(bundle).exists()
    assert not places.outgoing(bundle).exists()
    assert bundle.removed_at is not None
    assert (bundle.identity, bundle.sha256, bundle.frozen) == (
        before.identity,
        before.sha256,
        before.frozen,
    )
    verdict = verify(copy, root)
    assert verdict.problems == ()
    assert verdict.identity == bundle.identity


def test_a_look_erases_nothing_and_counts_by_reason() -> None:
    an_overdue_petition()

    report = retention.look()

    assert (report.signatures, report.bundles) == (2, 1)
    assert whys(report) == {Why.ACKNOWLEDGED: 2}
    assert not Signature.objects.erased().exists()


def test_nothing_is_due_before_its_time() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivered(petition)
    close(petition)

    report = retention.look()

    assert (report.signatures, report.bundles) == (0, 0)
    assert whys(report) == {Why.NOT_OVER: 1}


def test_while_the_petition_is_open_keys_are_needed_so_that_nobody_signs_twice() -> None:
    delivered(a_petition_with_people("Ona Petraitė"))
    years_pass()

    report = retention.look()

    assert report.signatures == 0
    assert report.bundles == 1  # the file is not needed for that


def test_what_nobody_has_acknowledged_stays() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    delivery = sent(petition)
    close(petition)
    years_pass()

    assert whys(retention.look()) == {Why.ON_ITS_WAY: 1}

    acknowledged(delivery)
    assert whys(retention.look()) == {Why.NOT_OVER: 1}
    years_pass()
    assert whys(retention.look()) == {Why.ACKNOWLEDGED: 1}


def test_what_was_never_sent_goes_as_long_after_the_closing() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    close(petition)

    assert whys(retention.look()) == {Why.NOT_OVER: 1}

    years_pass()
    assert whys(retention.look()) == {Why.NEVER_SENT: 1}
    assert erased().signatures == 1
    with pytest.raises(bundles.Nothing):
        bundles.freeze(a_target(petition).pk, now())


def test_what_was_taken_back_before_it_went_goes_after_a_month() -> None:
    petition = a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols")
    signing.withdraw(Signature.objects.order_by("pk")[0].pk)
    signing.count_signatures()

    assert whys(retention.look()) == {Why.NOT_OVER: 1}

    years_pass()
    assert whys(retention.look()) == {Why.ENDED: 1}
    assert erased().signatures == 1
    assert audit.verify(petition).problems == ()


def test_letters_about_it_go_too_and_others_stay() -> None:
    an_overdue_petition()
    other = a_confirmed_signature(name="Jonas Kazlauskas", email="jonas@example.org")
    assert Letter.objects.count() > 2

    erased()

    left = [letter.contents["to"] for letter in Letter.objects.exclude(kind__contains="bundle")]
    assert set(left) == {other.mail_address}


def test_a_report_is_erased_once_and_only_the_newest() -> None:
    an_overdue_petition()
    old = retention.look()
    newest = retention.look()

    with pytest.raises(Refusal, match="newer report"):
        begun(old)
    erased(newest)
    with pytest.raises(Refusal, match="was erased"):
        begun(newest)
    assert Erasure.objects.filter(kind="retention").count() == 1


def test_who_did_it_and_how_much_is_recorded_and_no_name() -> None:
    an_overdue_petition("Ona Petraitė")

    erased()

    lines = CustodyEvent.objects.filter(event__startswith="erasure.").order_by("pk")
    assert [line.event for line in lines] == ["erasure.looked", "erasure.begun", "erasure.done"]
    assert lines[2].detail == {"signatures": 1, "bundles": 1}
    assert lines[2].by is not None


def test_more_that_is_due_than_the_report_has_shown_stops_the_run() -> None:
    petition = a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols")
    first, second = Signature.objects.order_by("pk")
    delivered(petition)
    signing.withdraw(first.pk)
    signing.count_signatures()
    years_pass()
    report = retention.look()
    assert report.signatures == 1
    before = Signature.objects.values("personal", "erased_at").get(pk=second.pk)

    close(petition)
    years_pass()
    done = erased(report)

    assert (done.state, done.signatures) == (State.STOPPED, 0)
    assert not Signature.objects.erased().exists()
    assert Signature.objects.values("personal", "erased_at").get(pk=second.pk) == before
    assert erased().signatures == 2


def test_working_on_it_again_changes_nothing() -> None:
    an_overdue_petition()
    done = erased()
    before = list(Signature.objects.order_by("pk").values())

    assert retention.work_on(done.pk).ended_at == done.ended_at
    assert list(Signature.objects.order_by("pk").values()) == before
    assert only_bundle().removed_at is not None
