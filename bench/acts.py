"""What people do, as requests to our application and to the minimal one."""

from __future__ import annotations

from io import StringIO
from time import sleep, time
from typing import Protocol
from uuid import UUID

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from bench.drafts import MinimalDrafts, OurDrafts
from bench.load import Request, addresses
from bench.minimal import tables
from petitions.campaigns import actions as campaigns
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.plans import Plan
from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import form_token, rules
from testimonies.models import TargetProfile
from testimonies.privacy import tokens

SLUG = "bench"
CSRF = "a" * 32
COOKIE = f"csrftoken={CSRF}"
TARGETS = ("european-commission-letter", "seimas-petition", "gov-ee-letter", "gov-lv-letter")
COUNTRIES = ("EE", "LV", "LT", "PL", "UA")


class Drafts(Protocol):
    """A question page, opened and kept while somebody types."""

    def read(self, many: int) -> list[Request]: ...
    def keep(self, many: int) -> list[Request]: ...


class Acts(Protocol):
    """Each gives so many requests, no two of which are the same person's."""

    def read(self, many: int) -> list[Request]: ...
    def sign(self, many: int) -> list[Request]: ...
    def confirm(self, many: int) -> list[Request]: ...
    @property
    def drafts(self) -> Drafts: ...


def an_open_petition(slug: str) -> Petition:
    if not TargetProfile.objects.exists():
        call_command("load_reference", stdout=StringIO())
    admin, _is_new = User.objects.get_or_create(email="bench@example.org")
    reviewer, _is_new = User.objects.get_or_create(email="reviewer@example.org")
    petition = campaigns.draft(Plan(slug, demo_texts(), TARGETS), by=admin)
    campaigns.submit_for_review(petition.pk, by=admin)
    campaigns.freeze(petition.pk, version=petition.version, by=reviewer)
    return campaigns.open_petition(petition.pk, by=admin)


#: Everybody reads their letter at home.
_readers = addresses()


class Ours:
    def __init__(self) -> None:
        self.petition = an_open_petition(SLUG)
        self.drafts = OurDrafts()
        self.people = 0
        self.confirmed: set[int] = set()
        self.stamp = form_token.issue(self.petition.uuid, at=time())
        self.addresses = addresses()
        sleep(form_token.FASTEST)

    def read(self, many: int) -> list[Request]:
        return [Request("GET", f"/en/petitions/{SLUG}/")] * many

    def sign(self, many: int) -> list[Request]:
        return [self._signer() for _person in range(many)]

    def confirm(self, many: int) -> list[Request]:
        waiting = Signature.objects.filter(state=State.PENDING).exclude(pk__in=self.confirmed)
        found = list(waiting.order_by("pk")[:many])
        self.confirmed |= {signature.pk for signature in found}
        return [confirmation(signature.uuid) for signature in found]

    def _signer(self) -> Request:
        self.people += 1
        form = {
            "name": f"Ona Petraitė {self.people}",
            "email": f"signer{self.people}@example.org",
            "country": COUNTRIES[self.people % len(COUNTRIES)],
            "display": "hidden",
            "send": "all",
            "stamp": self.stamp,
            "website": "",
        }
        return Request("POST", f"/en/petitions/{SLUG}/sign/", form, next(self.addresses))


def confirmation(signature: UUID) -> Request:
    link = tokens.make(rules.CONFIRM_LINK, signature)
    return Request("POST", f"/en/signatures/confirm/{link}/", {}, next(_readers))


class Minimal:
    def __init__(self) -> None:
        words = demo_texts()["en"]
        with connection.cursor() as cursor:
            cursor.execute(tables.TABLES)
            cursor.execute(
                "INSERT INTO minimal_petition VALUES (1, %s, %s, %s, 0)",
                [SLUG, words.title, words.body],
            )
        self.people = 0
        self.confirmed = 0
        self.drafts = MinimalDrafts()

    def read(self, many: int) -> list[Request]:
        return [Request("GET", "/petition/")] * many

    def sign(self, many: int) -> list[Request]:
        return [self._signer() for _person in range(many)]

    def confirm(self, many: int) -> list[Request]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT token FROM minimal_signature ORDER BY id OFFSET %s LIMIT %s",
                [self.confirmed, many],
            )
            tokens_found = [str(token) for (token,) in cursor.fetchall()]
        self.confirmed += len(tokens_found)
        form = {"csrfmiddlewaretoken": CSRF}
        return [
            Request("POST", f"/confirm/{token}/", form, cookie=COOKIE) for token in tokens_found
        ]

    def _signer(self) -> Request:
        self.people += 1
        form = {
            "name": f"Ona Petraitė {self.people}",
            "email": f"signer{self.people}@example.org",
            "country": COUNTRIES[self.people % len(COUNTRIES)],
            "csrfmiddlewaretoken": CSRF,
        }
        return Request("POST", "/sign/", form, cookie=COOKIE)
