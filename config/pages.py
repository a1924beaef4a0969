"""The pages that belong to no capability."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import get_language_from_request

from config import given_back
from petitions.campaigns import queries as campaigns
from testimonies.archive.caching import for_everybody

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def to_language(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor without a language in the address to the page in theirs."""
    response = redirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@for_everybody(seconds=5)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"petition": campaigns.newest_open()})


@for_everybody(seconds=300)
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help.html")


@for_everybody(seconds=300)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@for_everybody(seconds=300)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


def robots(_request: HttpRequest) -> HttpResponse:
    closed = (
        "/admin/",
        "/accounts/",
        "/*/case/",
        "/*/signatures/",
        "/*/institutions/",
        "/*/return/",
        "/*/endorsements/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def security_txt(_request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116)."""
    expires = (now() + timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: mailto:{settings.HELP_EMAIL}",
        f"Expires: {expires}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the form came from elsewhere."""
    return render(request, "403_form.html", {"typed": _typed(request.POST)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if isinstance(exception, TOO_MUCH):
        return _too_much(request, is_long=isinstance(exception, RequestDataTooBig))
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    typed = _typed(request.POST) if request.method == "POST" else []
    return render(request, "403.html", {"typed": typed}, status=403)


def nothing_here(_request: HttpRequest, **_place: str) -> HttpResponse:
    """Instead of a page that a library would offer here."""
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(None, "500.html", status=500)


def _too_much(request: HttpRequest, *, is_long: bool) -> HttpResponseBase:
    """What the person wrote goes back: no browser keeps words on a page that nobody may store."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if is_long:
        return StreamingHttpResponse(given_back.page(request, "413.html"), status=status)
    return render(request, "413.html", status=status)


def _typed(sent: QueryDict) -> list[str]:
    """What the person wrote, so that nothing is lost when the form has expired."""
    hidden = {"csrfmiddlewaretoken", "password", "private_key", "token"}
    return [
        value
        for name, values in sent.lists()
        if name not in hidden and "password" not in name
        for value in map(str, values)
        if len(value) > settings.SHORT_ANSWER
    ]
