"""The mailbox of a local instance, as pages. Reachable with local settings only."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from testimonies.letters import mailbox


def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "local_mail.html", {"mails": mailbox.newest()})


def message(request: HttpRequest, name: str) -> HttpResponse:
    path = Path(settings.MAIL_ROOT) / f"{name}.eml"
    if not path.exists():
        raise Http404
    return render(request, "local_mail_message.html", {"mail": mailbox.read(path)})
