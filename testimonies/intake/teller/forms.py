"""Who tells, and about whom: the answers decide in which voice everything else is asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Choices, PageForm, line, one_of

MEMBER, DIED = "member", "no"
ABOUT: Choices = [
    ("self", _("About myself")),
    ("parent", _("About my mother or father")),
    ("grandparent", _("About my grandmother or grandfather")),
    ("spouse", _("About my husband or wife")),
    ("sibling", _("About my sister or brother")),
    ("child", _("About my child")),
    ("relative", _("About another relative")),
    ("other", _("About somebody else")),
    (MEMBER, _("For an organisation, about one of its members or people")),
]
ALIVE: Choices = [
    ("yes", _("Yes")),
    (DIED, _("No, the person has died")),
    ("unknown", _("I do not know")),
]


class Teller(PageForm):
    about = one_of(_("About whom do you tell?"), ABOUT)
    relation = line(
        _("How are you connected with this person?"),
        _("Only if you tell about somebody else. For example: granddaughter, neighbour."),
    )
    own_name = line(
        _("What is your own name?"),
        _("Only if you tell about somebody else. You may leave it empty."),
        autocomplete="name",
    )


class Alive(PageForm):
    alive = one_of(_("Is this person alive?"), ALIVE)


class Organisation(PageForm):
    organisation = line(_("Which organisation do you speak for?"), _("Its whole name."))
    office = line(_("What are you there?"), _("For example: chairwoman, secretary, archivist."))

    def judge(self, answers: dict[str, Any]) -> None:
        if not self.errors and not answers.get("organisation"):
            self.add_error("organisation", _("Write the name of the organisation."))
