"""A shared folder: ``DROP_ROOT/<institution>/<file>``, there whole or not at all.

Beside the file lies ``<file>.sha256`` for ``sha256sum -c``.
"""

from pathlib import Path

from django.conf import settings

from petitions.bundles import places
from petitions.deliveries.channels import folder
from petitions.deliveries.channels.receipt import Receipt
from petitions.models import Delivery


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    source = places.outgoing(bundle)
    target = Path(settings.DROP_ROOT) / bundle.target.profile.institution.code / source.name
    folder.put(source, target, bundle.outgoing_sha256)
    folder.tell(
        target.with_name(f"{target.name}.sha256"), f"{bundle.outgoing_sha256}  {target.name}\n"
    )
    return Receipt(str(target.relative_to(settings.DROP_ROOT)))
