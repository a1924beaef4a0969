from django.urls import path
from django.utils.translation import gettext_lazy as _

from testimonies.intake import actions as intake
from testimonies.intake import question_urls, questions, reading
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.intake.inbox import views as inbox
from testimonies.intake.pausing import views as pausing
from testimonies.models import Submission


def _hand_in(filled: Filled) -> Submission:
    told = reading.testimony(filled)
    return intake.submit(filled.draft.pk, told, questionnaire=filled.questionnaire)


TESTIMONY = Flow(
    name="testimony",
    questionnaire=questions.TESTIMONY,
    hand_in=_hand_in,
    declaration=_(
        "What I have told is true as far as I know, and the answers on who may see it are mine."
    ),
)

urlpatterns = [
    *question_urls.of(TESTIMONY, "testimonies/new/"),
    path("return/", pausing.come_back, name="return"),
    path("case/", inbox.cases, name="case"),
    path("case/<slug:handle>/", inbox.home, name="case-home"),
    path("case/<slug:handle>/code/", pausing.code, name="case-code"),
    path("case/<slug:handle>/messages/", inbox.messages, name="case-messages"),
    path("case/<slug:handle>/leave/", inbox.leave, name="case-leave"),
    path("case/<slug:handle>/receipts/<slug:reference>/", inbox.receipt, name="case-receipt"),
    path(
        "case/<slug:handle>/receipts/<slug:reference>/receipt.pdf",
        inbox.receipt_pdf,
        name="case-receipt-pdf",
    ),
    path(
        "case/<slug:handle>/receipts/<slug:reference>/withdraw/",
        inbox.withdraw,
        name="case-withdraw",
    ),
]
