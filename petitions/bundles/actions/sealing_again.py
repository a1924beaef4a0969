"""Taking a seal off that lacks something, before the bundle has left."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import seal, second_opinion
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal


def can_be_sealed_better(bundle: Bundle) -> bool:
    """Now there is a timestamp service, or somebody who says whether DigiDoc agrees."""
    gets_time = bundle.seal_level == "B" != seal.configured_level()
    is_judged = bundle.is_valid is None and second_opinion.folder() is not None
    return bundle.state == State.SEALED and (gets_time or is_judged)


@transaction.atomic
def seal_again(bundle_id: int, *, by: User) -> Bundle:
    """For what has not left, and was sealed before a timestamp service or trust was set up.

    The files are written once more from the freeze, byte for byte; only the seal is another. A
    release that writes other ones says so, and the bundle is frozen anew.
    """
    bundle = Bundle.objects.lock(bundle_id)
    if not can_be_sealed_better(bundle):
        raise Refusal(_("This bundle has the seal that it can have."))
    bundle.must_allow(State.WRITTEN)

    bundle.state = State.WRITTEN
    bundle.attempts, bundle.next_attempt_at = 0, now()
    bundle.outgoing_path = bundle.outgoing_sha256 = bundle.outgoing_key = ""
    bundle.outgoing_size = None
    bundle.save()
    custody.record("bundle.unsealed", bundle, by=by, sha256=bundle.sha256)
    return bundle
