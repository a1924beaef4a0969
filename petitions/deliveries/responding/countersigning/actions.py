"""Used by the desk page: an institution signs our bundle beside us, and sends it back."""

from __future__ import annotations

from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from petitions.bundles import places
from petitions.deliveries.responding import files
from petitions.deliveries.responding.countersigning import examiner
from petitions.deliveries.responding.countersigning.examiner import Countersigned
from petitions.deliveries.responding.documents import actions as documents
from petitions.deliveries.responding.files import Sent
from petitions.models import Delivery, InstitutionResponse
from petitions.models.bundle import Content
from petitions.models.delivery import ARRIVED
from petitions.models.response import ResponseKind
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence.kinds import ASICE
from testimonies.models.custody import Actor


def take(upload: File[bytes]) -> Sent:
    """Raises `Refusal`; what is no container is not even opened."""
    if files.KINDS.get(Path(upload.name or "").suffix.lower()) != ASICE:
        raise Refusal(_("A countersigned bundle is an .asice file."))
    return files.take(upload)


def receive(delivery_id: int, sent: Sent) -> InstitutionResponse:
    """Checked in processes of its own, before the transaction. The same file twice is one."""
    delivery = Delivery.objects.select_related(
        "bundle__target__petition", "bundle__target__profile__institution"
    ).get(pk=delivery_id)
    bundle = delivery.bundle
    if sent.kind != ASICE:
        raise Refusal(_("A countersigned bundle is an .asice file."))
    if bundle.content != Content.SIGNATURES:
        raise Refusal(_("What is encrypted cannot be countersigned here. Your number is enough."))
    if bundle.forgotten_at:
        raise Refusal(_("We have erased our copy, since its time was over. Keep yours."))
    sealed = [part.path for part in places.sealed_parts(bundle)]
    found = examiner.examine(sent.content, sealed, bundle.identity)
    return _keep(delivery_id, sent, found)


@transaction.atomic
def _keep(delivery_id: int, sent: Sent, found: Countersigned) -> InstitutionResponse:
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in ARRIVED:
        raise Refusal(_("First confirm that you received the bundle, with your registry number."))
    there = delivery.responses.filter(
        kind=ResponseKind.COUNTERSIGNATURE, file__sha256=sent.sha256
    ).first()
    if there is not None:
        return there

    response = InstitutionResponse.objects.create(
        delivery=delivery,
        kind=ResponseKind.COUNTERSIGNATURE,
        told={"signers": list(found.signers), "is_trusted": found.is_trusted},
        language=get_language() or "",
    )
    documents.keep(response, sent)
    custody.record(
        "delivery.countersigned",
        delivery,
        actor=Actor.INSTITUTION,
        sha256=sent.sha256,
        signatures=len(found.signers),
        is_trusted=found.is_trusted,
    )
    return response
