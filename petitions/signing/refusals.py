"""Pages that several views here answer with when they cannot do what was asked."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unknown_link(request: HttpRequest) -> HttpResponse:
    """One page for what never existed, what was mistyped and what has expired."""
    return render(request, "petitions/signing/unknown_link.html", status=HTTPStatus.NOT_FOUND)


def wait(request: HttpRequest) -> HttpResponse:
    """For a page with nothing but a button: it leads back there."""
    words = {"back": request.path}
    page = "petitions/signing/wait.html"
    response = render(request, page, words, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "300"
    return response
