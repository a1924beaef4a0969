"""The files that come with the form: a good one is kept whatever else is wrong on the page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.files import File
from django.http import HttpRequest
from django.utils.translation import gettext as _

from petitions.campaigns.endorsements.forms import FILES, EndorseForm
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.campaigns.endorsements.rules import Held
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit

log = logging.getLogger(__name__)

HOLD: dict[str, Callable[[File[bytes]], Held]] = {
    "mandate": mandates.hold_mandate,
    "logo": mandates.hold_logo,
}


def take(request: HttpRequest, form: EndorseForm) -> None:
    """Hold what was sent. The form says exactly what is wrong with what we do not take."""
    for name in FILES:
        upload = request.FILES.get(name)
        if upload is not None:
            _hold(form, name, upload)
    if lost := size_limit.lost_on_the_way(request):
        form.add_error("logo" if "mandate" in form.held else "mandate", lost)
    elif "mandate" not in form.held and not form.has_error("mandate"):
        form.add_error("mandate", _("Please add the document in which the organisation says so."))


def _hold(form: EndorseForm, name: str, upload: File[bytes]) -> None:
    try:
        form.held[name] = HOLD[name](upload)
    except Refusal as refusal:
        form.errors.pop(name, None)
        form.add_error(name, str(refusal))
    except OSError as error:
        log.error("a file could not be kept: %s", error.strerror)
        form.add_error(name, inspection.no_room())
