"""One page with one button, and one click without a page (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from petitions.methods import read_or_send
from petitions.models import Signature
from petitions.signing import refusals
from petitions.signing.news import actions, links
from testimonies.privacy import tokens


@csrf_exempt  # mail programs send it, and whoever has the token may
@read_or_send
def no_more_news(request: HttpRequest, token: str) -> HttpResponse:
    """Programs that look into mails open links, but only a button or a mail program sends."""
    uuid = tokens.read(links.NO_MORE, token)
    if uuid is None or not Signature.objects.filter(uuid=uuid).exists():
        return refusals.unknown_link(request)
    if request.method == "POST":
        actions.stop(uuid)
    words = {"is_done": request.method == "POST"}
    return render(request, "petitions/signing/news/no_more.html", words)
