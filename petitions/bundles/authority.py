"""Asking a timestamp or certificate status service, and what is said when it does not answer."""

import time
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urlsplit

import requests
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

PATIENCE = 10  # seconds, for the whole answer
GRACE = 0.5  # seconds; a socket that says nothing gives up by itself before
LARGEST_ANSWER = 1 << 20


class AuthorityFailed(Refusal):
    """A service outside our house did not give what a seal needs. Trying again may help."""


class NeedsAPerson(Refusal):
    """Waiting does not help: somebody has to order, set or change something first."""


def ask(url: str, question: bytes, kind: str) -> bytes:
    """POST a ``timestamp`` or ``ocsp`` query. Answers or raises AuthorityFailed within seconds."""
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()
    language = get_language()

    def put_answer() -> None:
        with override(language):
            answers.put(_asked(url, question, kind))

    # Whoever sends a byte now and then outlasts every timeout of a socket: nobody waits for it.
    Thread(target=put_answer, daemon=True).start()
    try:
        answer = answers.get(timeout=PATIENCE + GRACE)
    except Empty:
        raise _too_long(host_of(url)) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def host_of(url: str) -> str:
    """SECURITY: what may be said of an address, which may itself hold a password."""
    return urlsplit(url).hostname or ""


def _asked(url: str, question: bytes, kind: str) -> bytes | Exception:
    try:
        return _ask(url, question, kind)
    except Exception as failure:  # raised again by whoever asked
        return failure


def _ask(url: str, question: bytes, kind: str) -> bytes:
    host = host_of(url)
    deadline = time.monotonic() + PATIENCE
    headers = {"Content-Type": f"application/{kind}-{_QUESTION[kind]}"}
    try:
        with requests.post(
            url,
            data=question,
            headers=headers,
            timeout=PATIENCE,
            stream=True,
            allow_redirects=False,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise AuthorityFailed(
                    _("%(host)s answered with the error %(code)s.")
                    % {"host": host, "code": response.status_code}
                )
            return _read(response, host, deadline)
    except requests.RequestException:
        # SECURITY: without "from", the message would carry the whole address.
        raise AuthorityFailed(_("%(host)s does not answer.") % {"host": host}) from None


def _read(response: requests.Response, host: str, deadline: float) -> bytes:
    answer = b""
    for block in response.iter_content(4096):
        answer += block
        if len(answer) > LARGEST_ANSWER or time.monotonic() > deadline:
            raise _too_long(host)
    return answer


def _too_long(host: str) -> AuthorityFailed:
    return AuthorityFailed(_("%(host)s takes too long to answer.") % {"host": host})


_QUESTION = {"timestamp": "query", "ocsp": "request"}
