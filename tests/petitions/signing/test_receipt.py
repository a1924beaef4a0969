"""The signer's own page: what counts, where it goes, what we promise, and the way back."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from django.utils.timezone import now

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import queries, receipt
from petitions.signing.receipt import Receipt
from testimonies.errors import Refusal
from testimonies.models import Letter
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def page_of(signature: Signature, part: str = "") -> str:
    return f"/en/signatures/{signature.reference}/{part}"


def read(client: Client, address: str) -> str:
    """The page with its white space evened out, inside of elements too."""
    page = " ".join(client.get(address).content.decode().split())
    return page.replace("> ", ">").replace(" <", "<")


def receipt_of(signature: Signature) -> Receipt | None:
    found = queries.of_reference(signature.reference)
    assert found is not None
    return receipt.of(found)


def test_it_says_what_was_signed_and_what_it_counts_for(client: Client) -> None:
    signature = builders.a_confirmed_signature(name="Ona Petraitė")

    page = read(client, page_of(signature))

    letter, formal = builders.shown(signature.petition).targets
    assert "Your signature is confirmed" in page
    assert signature.petition.text_digest in page
    assert signature.reference in page
    assert f"<dt>It counts at</dt><dd>{letter.name}</dd>" in page
    assert f"<dt>It is a declaration of support at</dt><dd>{formal.name}</dd>" in page
    assert "Ona Petraitė" in page


def test_it_lists_only_the_institutions_that_were_chosen(client: Client) -> None:
    petition = builders.an_open_petition()
    letter, formal = builders.shown(petition).targets
    signature = builders.a_confirmed_signature(petition, targets=(letter.pk,))

    page = read(client, page_of(signature))

    assert letter.name in page
    assert formal.name not in page


def test_our_word_can_be_checked_with_the_public_key_alone() -> None:
    signature = builders.a_confirmed_signature()

    given = receipt_of(signature)

    assert given is not None
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(given.public_key))
    key.verify(base64.b64decode(given.signature), given.word.encode())
    assert json.loads(given.word)["digest"] == given.digest
    assert json.loads(given.word)["reference"] == signature.reference
    told = json.loads(given.told)
    assert told["text_digest"] == signature.petition.text_digest
    assert told["institutions"] == ["gov-lt", "seimas"]
    assert "Jānis" not in given.told + given.word


def test_anybody_can_check_it_on_the_page_for_receipts(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    given = receipt_of(signature)
    assert given is not None
    genuine = {"reference": signature.reference, "digest": given.digest}

    right = client.get("/en/verify/", genuine)
    wrong = client.get("/en/verify/", genuine | {"digest": "0" * 64})
    signing.withdraw(signature.pk)
    later = client.get("/en/verify/", genuine)

    for answer in (right, later):
        assert "This receipt is genuine." in answer.content.decode()
    assert "We did not issue this receipt." in wrong.content.decode()


def test_there_is_no_receipt_for_what_does_not_count() -> None:
    waiting = builders.a_signature()
    withdrawn = builders.a_confirmed_signature()
    signing.withdraw(withdrawn.pk)

    assert receipt_of(waiting) is None
    assert receipt_of(withdrawn) is None


def test_withdrawing_asks_once_and_is_then_done(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    asked = read(client, page_of(signature, "withdraw/"))
    signature.refresh_from_db()
    assert signature.state == State.CONFIRMED
    done = client.post(page_of(signature, "withdraw/"), follow=True)

    assert "Withdraw your signature?" in asked
    assert done.redirect_chain == [(page_of(signature), 302)]
    assert "Your signature is withdrawn" in done.content.decode()
    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN
    assert signature.ended_at is not None


def test_withdrawing_twice_is_withdrawing_once(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    client.post(page_of(signature, "withdraw/"))
    first = Signature.objects.get().ended_at

    again = client.post(page_of(signature, "withdraw/"))

    assert again.status_code == 302
    assert Signature.objects.get().ended_at == first
    assert Letter.objects.filter(kind="signature_withdrawn").count() == 1
    assert client.get(page_of(signature, "withdraw/"))["Location"] == page_of(signature)


def test_a_letter_says_that_it_is_withdrawn() -> None:
    signature = builders.a_confirmed_signature()

    signing.withdraw(signature.pk)

    letter = builders.letters_sent()[-1]
    assert letter.subject == "Your signature is withdrawn"
    assert builders.link_in(letter) == page_of(signature)


def test_one_may_withdraw_before_confirming_and_after_the_close() -> None:
    waiting = builders.a_signature()
    counted = builders.a_confirmed_signature()
    builders.close(counted.petition)

    for signature in (waiting, counted):
        assert signing.withdraw(signature.pk).state == State.WITHDRAWN


def test_what_was_rejected_cannot_be_withdrawn() -> None:
    signature = builders.a_signature()
    Signature.objects.update(state=State.REJECTED, ended_at=now())

    with pytest.raises(Refusal):
        signing.withdraw(signature.pk)

    assert not Letter.objects.filter(kind="signature_withdrawn").exists()


def test_no_other_site_can_withdraw(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    client.post(page_of(signature, "withdraw/"), headers={"Origin": "https://elsewhere.example"})

    assert Signature.objects.get().state == State.CONFIRMED
