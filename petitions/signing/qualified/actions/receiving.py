"""Taking in a signed file: nothing is judged here, and nothing is lost afterwards."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign
from petitions.models import Signature, SignedContainer
from petitions.models.container import State
from petitions.signing import closing
from petitions.signing import rules as signatures
from petitions.signing.qualified import queries
from petitions.signing.qualified.actions.taking_up import take_up
from petitions.signing.qualified.rules import Upload
from testimonies.letters import actions as letters
from testimonies.privacy import vault


def receive(campaign: Campaign, upload: Upload, *, language: str) -> SignedContainer:
    """Keep a signed file, to be checked by a worker. When this returns it is not lost any more.

    Safe to repeat: the same file is the same row, and is checked once more where it did not count.
    Raises `Closed`; what came in before that counts, whenever it is checked.
    """
    container = SignedContainer(
        petition_id=campaign.pk,
        size=len(upload.content),
        content_key=vault.keyed("signed-container", upload.content),
        told=upload.written_down(),
        language=language,
    )
    container.content = vault.seal_bytes(upload.content, place=queries.CONTENT, row=container.uuid)
    with transaction.atomic():
        closing.hold_open(campaign.pk)
        try:
            with transaction.atomic():
                container.save(force_insert=True)
        except IntegrityError:
            return _received_again(campaign, upload, bytes(container.content_key))
    return SignedContainer.objects.without_content().get(pk=container.pk)


def _received_again(campaign: Campaign, upload: Upload, key: bytes) -> SignedContainer:
    known = SignedContainer.objects.get(petition_id=campaign.pk, content_key=key)
    container = SignedContainer.objects.lock(known.pk)
    if container.state in {State.REFUSED, State.UNVERIFIED}:
        container.told = upload.written_down()
        container.content = vault.seal_bytes(
            upload.content, place=queries.CONTENT, row=container.uuid
        )
        container.received_at = Now()
        container.save(update_fields=["told", "content", "received_at"])
        container.refresh_from_db(fields=["received_at"])
        take_up(container)
    elif container.state == State.VERIFIED and not queries.may_follow(container):
        _remind(container)
    return container


def _remind(container: SignedContainer) -> None:
    """The mailbox that we know gets the address of the signature's page, now and then."""
    recently = now() - signatures.BETWEEN_LETTERS
    own = Signature.objects.filter(containers=container.pk, mailed_at__lt=recently)
    signature = own.select_related("petition").first()
    if signature is None or not signature.mail_address or not own.update(mailed_at=now()):
        return
    letters.queue(
        "signature_confirmed",
        to=signature.mail_address,
        language=signature.letter_language,
        title=campaigns.title(signature.petition.slug, signature.letter_language),
        reference=signature.reference,
    )
