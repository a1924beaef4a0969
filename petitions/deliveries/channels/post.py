"""By post: a person prints the address sheet, posts the bundle, and enters the posting number."""

from django.utils.translation import gettext as _

from petitions.deliveries.channels.receipt import Receipt, Stopped, Waiting
from petitions.models import Delivery

LOOK_AGAIN = 24 * 3600


def send(delivery: Delivery) -> Receipt:
    if not delivery.bundle.target.profile.institution.postal_address:
        raise Stopped(_("Nobody has written down the postal address of this institution."))
    raise Waiting(
        _("Print the address sheet, post the bundle, and enter its posting number here."),
        seconds=LOOK_AGAIN,
    )
