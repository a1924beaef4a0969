from django.urls import path

from testimonies.claims.claim_flow import CLAIM
from testimonies.evidence.uploads import views as uploads
from testimonies.intake import question_urls
from testimonies.intake.adding import views as adding
from testimonies.intake.consent import views as consent
from testimonies.intake.contact import views as contact
from testimonies.intake.everything import views as everything
from testimonies.intake.handing_over import views as handing_over
from testimonies.intake.inbox import views as inbox
from testimonies.intake.pausing import views as pausing
from testimonies.intake.printed import views as printed
from testimonies.intake.saved_file import views as saved_file
from testimonies.intake.testimony_flow import TESTIMONY

#: By the kind of the draft that a file holds.
FLOWS = {flow.questionnaire.kind: flow for flow in (TESTIMONY, CLAIM)}

urlpatterns = [
    *question_urls.of(TESTIMONY, "testimonies/new/"),
    path("on-paper/", printed.choose, name="on-paper"),
    path("on-paper/form.pdf", printed.form, name="on-paper-form"),
    path("return/", pausing.come_back, name="return"),
    path("return/file/", saved_file.open_file, {"flows": FLOWS}, name="open-file"),
    path("return/letter/<str:token>/", pausing.by_letter, name="return-by-letter"),
    path("case/", inbox.cases, name="case"),
    path("case/<slug:handle>/", inbox.home, name="case-home"),
    path("case/<slug:handle>/code/", pausing.code, name="case-code"),
    path("case/<slug:handle>/hand-over/", handing_over.to_whom, name="hand-over"),
    path("case/<slug:handle>/hand-over/code/", handing_over.code, name="hand-over-code"),
    path("handed-over/", handing_over.done, name="handed-over"),
    path("case/<slug:handle>/messages/", inbox.messages, name="case-messages"),
    path("case/<slug:handle>/uploads/", uploads.uploads, name="uploads"),
    path("case/<slug:handle>/uploads/<uuid:upload>/", uploads.upload, name="upload"),
    path("case/<slug:handle>/uploads/<uuid:upload>/hear/", uploads.hear, name="upload-hear"),
    path("case/<slug:handle>/consent/<slug:reference>/", consent.overview, name="case-consent"),
    path(
        "case/<slug:handle>/consent/<slug:reference>/earlier/",
        consent.earlier,
        name="case-consent-earlier",
    ),
    path(
        "case/<slug:handle>/consent/<slug:reference>/<slug:page>/",
        consent.change,
        name="case-consent-change",
    ),
    path("case/<slug:handle>/everything/", everything.everything_page, name="case-everything"),
    path("case/<slug:handle>/contact/", contact.change, name="case-contact"),
    path("case/<slug:handle>/papers/<slug:reference>/", adding.add, name="case-papers"),
    path("case/<slug:handle>/withdraw/", inbox.withdraw_all, name="case-withdraw-all"),
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
