"""Who helps: whoever types or reads aloud is written down as a helper, never as the witness."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Choices, PageForm, line, one_of
from testimonies.intake.consent.forms import NO, YES

HELPED: Choices = [(YES, _("Yes")), (NO, _("No, I write it myself"))]
MAY: Choices = [(YES, _("Yes")), (NO, _("No, ask only me"))]


class Helper(PageForm):
    helped = one_of(
        _("Is somebody helping you to write this?"),
        HELPED,
        _("A grandchild, a neighbour, one of us. The words stay yours."),
        required=False,
    )
    name = line(
        _("The helper's name"), _("Only if somebody helps. It is shown to nobody outside.")
    )
    relation = line(
        _("What is the helper to you?"),
        _("For example: granddaughter, neighbour, social worker."),
    )
    organisation = line(_("For which organisation?"), _("Only if the helper comes from one."))
    may_contact = one_of(
        _("May we ask the helper when something is unclear?"), MAY, required=False
    )
    reach = line(_("How do we reach the helper?"), _("A telephone number or an e-mail address."))

    def judge(self, answers: dict[str, Any]) -> None:
        known = [answers.get(each) for each in ("name", "relation", "organisation")]
        if answers.get("helped") == YES and not any(known):
            self.add_error("name", _("Write the helper's name, or what the helper is to you."))
        if answers.get("may_contact") == YES and not answers.get("reach"):
            self.add_error("reach", _("Write how we reach the helper, or choose “No”."))
