"""A shared folder: ``DROP_ROOT/<institution>/<file>``, there whole or not at all.

Beside the file lies ``<file>.sha256`` for ``sha256sum -c``.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import places
from petitions.bundles.durable import whole
from petitions.bundles.stored_zip import BLOCK
from petitions.deliveries.channels.receipt import Receipt
from petitions.models import Delivery
from testimonies.errors import Refusal

SHARED = 0o640  # the group of the folder takes the file away


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    source = places.outgoing(bundle)
    target = Path(settings.DROP_ROOT) / bundle.target.profile.institution.code / source.name
    with whole(target, mode=SHARED) as part:
        _copy(source, part, bundle.outgoing_sha256)
    with whole(target.with_name(f"{target.name}.sha256"), mode=SHARED) as part:
        part.write_text(f"{bundle.outgoing_sha256}  {target.name}\n")
    return Receipt(str(target.relative_to(settings.DROP_ROOT)))


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as sealed, target.open("wb") as copy:
        while block := sealed.read(BLOCK):
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != sha256:
        raise Refusal(_("The file is not the one that was sealed."))
