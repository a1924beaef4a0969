"""Pages that several views here answer with when they cannot do what was asked."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from petitions.campaigns.queries import Campaign

#: Seconds until it is worth asking again: a switch is turned by a person, a crowd passes.
PAUSE, CROWD = "600", "300"


def unknown_link(request: HttpRequest) -> HttpResponse:
    """One page for what never existed, what was mistyped and what has expired."""
    return render(request, "petitions/signing/unknown_link.html", status=HTTPStatus.NOT_FOUND)


def closed(request: HttpRequest, petition: Campaign | None = None) -> HttpResponse:
    """Without the petition's name where only a link tells which one it is."""
    words = {"petition": petition}
    return render(request, "petitions/signing/closed.html", words, status=HTTPStatus.CONFLICT)


def mailbox_full(request: HttpRequest) -> HttpResponse:
    """Other people who share the mailbox were quicker to confirm."""
    words = {"most": settings.SIGNERS_PER_MAILBOX}
    page = "petitions/signing/mailbox_full.html"
    return render(request, page, words, status=HTTPStatus.CONFLICT)


def paused(request: HttpRequest, petition: Campaign) -> HttpResponse:
    """While an administrator has turned signing off."""
    words, away = {"petition": petition}, HTTPStatus.SERVICE_UNAVAILABLE
    response = render(request, "petitions/signing/paused.html", words, status=away)
    response["Retry-After"] = PAUSE
    return response


def wait(request: HttpRequest) -> HttpResponse:
    """For a page with nothing but a button: it leads back there."""
    return _wait(request, "petitions/signing/wait.html", request.path)


def wait_for_file(request: HttpRequest, back: str) -> HttpResponse:
    """For a file: it leads back to the page on which it is offered."""
    return _wait(request, "petitions/signing/wait_for_file.html", back)


def _wait(request: HttpRequest, page: str, back: str) -> HttpResponse:
    response = render(request, page, {"back": back}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = CROWD
    return response
