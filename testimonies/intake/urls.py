from django.urls import include, path

from testimonies.claims.claim_flow import CLAIM
from testimonies.data_requests import views as data_requests
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

of_a_case = [
    path("", inbox.home, name="case-home"),
    path("code/", pausing.code, name="case-code"),
    path("hand-over/", handing_over.to_whom, name="hand-over"),
    path("hand-over/code/", handing_over.code, name="hand-over-code"),
    path("messages/", inbox.messages, name="case-messages"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:upload>/", uploads.upload, name="upload"),
    path("uploads/<uuid:upload>/hear/", uploads.hear, name="upload-hear"),
    path("consent/<slug:reference>/", consent.overview, name="case-consent"),
    path(
        "consent/<slug:reference>/earlier/",
        consent.earlier,
        name="case-consent-earlier",
    ),
    path(
        "consent/<slug:reference>/<slug:page>/",
        consent.change,
        name="case-consent-change",
    ),
    path("everything/", everything.everything_page, name="case-everything"),
    path("contact/", contact.change, name="case-contact"),
    path("papers/<slug:reference>/", adding.add, name="case-papers"),
    path("rights/", data_requests.rights, name="case-rights"),
    path(
        "rights/<slug:reference>/take-back/",
        data_requests.take_back,
        name="case-rights-take-back",
    ),
    path("withdraw/", inbox.withdraw_all, name="case-withdraw-all"),
    path("leave/", inbox.leave, name="case-leave"),
    path("receipts/<slug:reference>/", inbox.receipt, name="case-receipt"),
    path(
        "receipts/<slug:reference>/receipt.pdf",
        inbox.receipt_pdf,
        name="case-receipt-pdf",
    ),
    path(
        "receipts/<slug:reference>/withdraw/",
        inbox.withdraw,
        name="case-withdraw",
    ),
]
urlpatterns = [
    question_urls.of(TESTIMONY, "testimonies/new/"),
    path("on-paper/", printed.choose, name="on-paper"),
    path("on-paper/form.pdf", printed.form, name="on-paper-form"),
    path("return/", pausing.come_back, name="return"),
    path("return/file/", saved_file.open_file, {"flows": FLOWS}, name="open-file"),
    path("return/letter/<str:token>/", pausing.by_letter, name="return-by-letter"),
    path("case/", inbox.cases, name="case"),
    path("handed-over/", handing_over.done, name="handed-over"),
    path("case/<slug:handle>/", include(of_a_case)),
]
