"""The page about the helper, the same in every questionnaire."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testimonies.intake.examples import right, wrong
from testimonies.intake.helping.forms import Helper
from testimonies.intake.questionnaire import Page

HELPER = Page(
    key="helper",
    heading=_("Somebody who helps you"),
    intro=_("Go on if nobody helps you."),
    form=Helper,
    why=_("So that nobody takes the helper for the person who tells. It changes nothing else."),
    examples=(
        right(),
        right(helped="no"),
        right(helped="yes", name="Liepa Vaivorytė", relation="granddaughter"),
        right(helped="yes", organisation="Memento", may_contact="yes", reach="+370 600 33444"),
        wrong("name", "Write the helper's name, or what the helper is to you.", helped="yes"),
        wrong(
            "reach",
            "Write how we reach the helper, or choose “No”.",
            helped="yes",
            name="Liepa",
            may_contact="yes",
        ),
    ),
)
