"""Asking a timestamp or certificate status service, and what is said when it does not answer."""

import time
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

PATIENCE = 10  # seconds, for the whole answer
LARGEST_ANSWER = 1 << 20


class AuthorityFailed(Refusal):
    """A service outside our house did not give what a seal needs. Trying again may help."""


def ask(url: str, question: bytes, kind: str) -> bytes:
    """POST a ``timestamp`` or ``ocsp`` query. Answers or raises AuthorityFailed within seconds."""
    host = urlsplit(url).hostname or ""  # SECURITY: the address itself may hold a password
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
            raise AuthorityFailed(_("%(host)s takes too long to answer.") % {"host": host})
    return answer


_QUESTION = {"timestamp": "query", "ocsp": "request"}
