"""Did this form come from a page of ours?"""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_ours(request: HttpRequest) -> bool:
    """SECURITY: no other site may send our forms through somebody's browser.

    Every browser says where a POST comes from, in Origin or, the oldest ones, in Referer. What
    says neither is no browser, and nobody's browser can be made to say neither.
    """
    source = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER")
    return source is None or _place(source) == request.get_host()


def _place(source: str) -> str:
    try:
        return urlsplit(source).netloc
    except ValueError:  # no address at all
        return ""
