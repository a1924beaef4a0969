"""What institutions answer, and the files that come with it, by the real actions."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding import files
from petitions.deliveries.responding.documents import actions as documents
from petitions.models import InstitutionResponse
from tests.builders_bundles import an_acknowledged_delivery
from tests.petitions.deliveries.test_respond import an_outcome

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def an_answer() -> InstitutionResponse:
    return responding.tell(an_acknowledged_delivery().pk, an_outcome())


def an_answer_with_its_file() -> InstitutionResponse:
    """Found to be clean, so that staff may take it."""
    answer = an_answer()
    documents.attach(answer.pk, files.take(SimpleUploadedFile("answer.pdf", PDF)))
    documents.scan_waiting()
    return answer
