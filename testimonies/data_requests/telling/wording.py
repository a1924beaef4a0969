"""What an answer says beside the words of whoever answers (GDPR, article 12, paragraphs 3 and 4).

Kept with it as it was sent. In the language of the answer, whoever writes it.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.models import DataRequest
from testimonies.models.data_request import Ground
from testimonies.templatetags.components import day_month_year

#: To whoever asked; at the desk the grounds are called otherwise.
GROUNDS: dict[Ground, Promise] = {
    Ground.NOT_WHO: gettext_lazy(
        "Our ground: you have not shown us who you are"
        " (General Data Protection Regulation, article 12)."
    ),
    Ground.EXCESSIVE: gettext_lazy(
        "Our ground: the same was asked again and again without a new reason"
        " (General Data Protection Regulation, article 12)."
    ),
    Ground.ARCHIVE: gettext_lazy(
        "Our ground: it must be kept for archiving in the public interest"
        " (General Data Protection Regulation, article 17)."
    ),
    Ground.CLAIMS: gettext_lazy(
        "Our ground: it is needed for legal claims"
        " (General Data Protection Regulation, articles 17 and 21)."
    ),
    Ground.EXPRESSION: gettext_lazy(
        "Our ground: somebody else is free to tell what happened"
        " (General Data Protection Regulation, article 17)."
    ),
    Ground.NOTHING_KEPT: gettext_lazy("Our ground: nothing about you is kept here."),
}


def no(request: DataRequest, words: str) -> str:
    """With the ground, and with the ways to have it looked at by others."""
    with translation.override(request.language):
        return "\n\n".join([words, str(GROUNDS[Ground(request.ground)]), _complain()])


def later(request: DataRequest, words: str) -> str:
    """With the new day. `words` say why."""
    with translation.override(request.language):
        said = _(
            "We need longer, and answer by %(day)s: the law allows it once"
            " (General Data Protection Regulation, article 12)."
        )
        day = day_month_year(request.due_on)
        return "\n\n".join([words, said % {"day": day}, _complain()])


def _complain() -> str:
    return _(
        "If you do not agree, you can complain to the data protection authority of your country,"
        " or go to a court."
    )
