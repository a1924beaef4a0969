"""Everything that we hold about a case, in one file, for whoever holds its code."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from testimonies import limits
from testimonies.intake import return_code
from testimonies.intake.everything import actions as everything
from testimonies.intake.everything import queries
from testimonies.intake.everything.forms import Everything
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Case


def everything_page(request: HttpRequest, handle: str) -> HttpResponseBase:
    """Says what is in the file, asks for the code once more, and sends it while it is made."""
    case = inbox.case_of(request, handle)
    has_sealed = queries.has_sealed(case)
    form = Everything(request.POST or None, has_sealed=has_sealed)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, case, form)
    if limits.exceeds(limits.RETURN_CODE, request):
        form.add_error("code", _("That was tried too often. Please wait an hour, or call us."))
        return _ask(request, case, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    code = return_code.read(form.cleaned_data["code"])
    if code is None or bytes(case.code_key) != return_code.key(code):
        form.add_error("code", _("This is not the code of this case. Look at each digit again."))
        return _ask(request, case, form)
    limits.forgive(limits.RETURN_CODE, request)
    if limits.is_exceeded_for(f"case {case.uuid}", limits.EVERYTHING):
        form.add_error("code", _("It was fetched very often today. Please try again tomorrow."))
        return _ask(request, case, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    with_sealed = bool(form.cleaned_data.get("with_sealed"))
    content = everything.hand_out(case, with_sealed=with_sealed)
    response = StreamingHttpResponse(content, content_type="application/zip")
    name = f"atmintis-{localdate().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ask(
    request: HttpRequest, case: Case, form: Everything, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    page = {"case": case, "form": form}
    return render(request, "testimonies/intake/everything/ask.html", page, status=status)
