"""The page behind the letter that asks whether two signatures are of one person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from petitions.methods import read_or_send
from petitions.signing import origin, refusals
from petitions.signing.doubts import actions, queries
from testimonies import limits

ANSWERS = {"one": actions.say_one, "two": actions.say_two}


@csrf_exempt  # whoever holds the token may answer
@read_or_send
def one_or_two(request: HttpRequest, token: str) -> HttpResponse:
    """Two buttons; what looks into mails follows links, and only a person presses."""
    asked = queries.of_link(token)
    if asked is None:
        return refusals.unknown_link(request)
    say = ANSWERS.get(request.POST.get("answer", ""))
    if say and origin.is_ours(request):
        if limits.exceeds(limits.CONFIRMING, request):
            return refusals.wait(request)
        say(asked.doubt.uuid)
        asked = queries.of_link(token) or asked
    return render(request, "petitions/signing/doubts/one_or_two.html", {"asked": asked})
