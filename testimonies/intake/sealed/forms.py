"""The page of sexual violence: it opens only for whoever asks for it, and is kept under seal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Choices, PageForm, one_of, text
from testimonies.models.case import Voice

OPEN: Choices = [
    ("no", _("No, go on")),
    ("yes", _("Yes, open the page")),
]


class Goes(models.TextChoices):
    """How much of it may go with a claim."""

    NOTHING = "nothing", _("No, it stays under seal")
    HEAD = "head", _("Only that I claim for it, without these words")
    WORDS = "words", _("Yes, with these words")


class OneMorePage(PageForm):
    open = one_of(
        _("Do you want to open the page about sexual violence?"),
        OPEN,
        _(
            "Nobody asks you to. What is written there is sealed: it is in no list, no search, and"
            " not in the archive. One person of the association may open it, and must write down"
            " why."
        ),
        required=False,
    )


class UnderSeal(PageForm):
    sealed = text(
        _("Write as much or as little as you like"),
        _("You can leave it empty, and come back on another day."),
        rows=8,
    )

    in_voice = {
        Voice.DEAD: {
            "sealed": (
                _("Write as much or as little as the person would have wanted"),
                _("You can leave it empty, and come back on another day."),
            ),
        },
        Voice.LIVING: {
            "sealed": (
                _("Write only what the person wants to have written"),
                _("You can leave it empty, and come back on another day."),
            ),
        },
        Voice.ORGANISATION: {
            "sealed": (
                _("Write only what the person, or the family, wants to have written"),
                _("You can leave it empty, and come back on another day."),
            ),
        },
    }


class UnderSealInClaim(UnderSeal):
    goes = one_of(
        _("May it go with the claim, to the institutions that you name?"),
        Goes.choices,
        _("It goes encrypted, like the whole claim. If you say nothing, it stays under seal."),
        required=False,
    )
