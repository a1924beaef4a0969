"""Every page that takes a file takes it from a browser, and from no other site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import BaseForm, FileField
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_SESSION_KEY
from django.test import Client
from django.utils.crypto import get_random_string
from lxml.html import FormElement, fromstring

from accounts.models import User
from accounts.roles import Role
from petitions.deliveries.entering import opened
from petitions.models import Delivery
from testimonies.claims.claim_flow import CLAIM
from testimonies.intake.testimony_flow import TESTIMONY
from testimonies.models import Case, Draft
from tests.house.addresses import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
#: These need no cookie: by the Origin and a stamp in the form it is known where they come from.
BY_ORIGIN = {"petitions:endorse", "petitions:qualified", "petitions:qualified-upgrade"}
CHANGES_NOTHING = {"petitions:check-bundle"}
HERE, ELSEWHERE = "http://testserver", "https://elsewhere.example"


@dataclass(frozen=True)
class Page:
    """A page with a form that takes a file, and somebody who has it open."""

    name: str
    url: str
    form: FormElement
    client: Client

    def sent(self, *, by: str = HERE, token: bool = True) -> int:
        """With what the form holds already; whatever comes of it is undone. Returns the status."""
        told: dict[str, Any] = {name: value or "" for name, value in self.form.form_values()}
        if not token:
            told.pop("csrfmiddlewaretoken", None)
        for field in self.form.xpath(".//input[@type='file']/@name"):
            told[field] = SimpleUploadedFile("a.txt", b"a file")
        with transaction.atomic():
            answer = self.client.post(self.form.action or self.url, told, headers={"Origin": by})
            transaction.set_rollback(True)
        return answer.status_code


def test_each_takes_it_from_a_browser_and_from_no_other_site() -> None:
    labels: list[str] = []
    for page in _pages():
        labels += _labels(page.form)
        assert page.form.method == "POST", page.name
        assert page.form.get("enctype") == "multipart/form-data", page.name
        assert page.sent() in {200, 302, 400, 422}, page.name
        if page.name in BY_ORIGIN:
            assert page.sent(by=ELSEWHERE) == 403, page.name
        elif page.name not in CHANGES_NOTHING:
            assert page.sent(token=False) == 403, page.name

    unseen = {each for each in _fields() if not any(label.startswith(each) for label in labels)}
    assert unseen == set()


def _pages() -> Iterator[Page]:
    addresses = [(each.name, each.url) for each in all_addresses()]
    addresses += [("papers", flow.url(draft, "papers")) for flow, draft in _drafts()]
    client = _client()
    for name, url in addresses:
        with transaction.atomic():
            content = b"".join(client.get(url))  # which closes a file at its end
            transaction.set_rollback(True)
        if b'type="file"' in content:
            found: Any = fromstring(content)
            forms = [form for form in found.forms if _takes_files(form)]
            yield from (Page(name, url, form, client) for form in forms)


def _takes_files(form: FormElement) -> bool:
    return bool(form.xpath(".//input[@type='file']"))


def _drafts() -> Iterator[tuple[Any, Draft]]:
    for flow in (TESTIMONY, CLAIM):
        yield flow, Draft.objects.filter(kind=flow.questionnaire.kind, submitted_at=None)[0]


def _client() -> Client:
    """Somebody of all roles who has opened every case, and every desk of an institution."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_user("all@example.org", roles=list(Role)))
    session = client.session
    session[CSRF_SESSION_KEY] = get_random_string(CSRF_SECRET_LENGTH)
    session["cases"] = list(Case.objects.values_list("handle", flat=True))
    for delivery in Delivery.objects.all():
        opened.open_for(session, delivery)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def _fields() -> set[str]:
    """What each field for a file is called, of all forms that there are."""
    forms = [BaseForm]
    for form in forms:
        forms.extend(form.__subclasses__())
    ours = [form for form in forms if form.__module__.startswith(("testimonies.", "petitions."))]
    fields = [each for form in ours for each in getattr(form, "base_fields", {}).values()]
    return {str(field.label) for field in fields if isinstance(field, FileField)}


def _labels(form: FormElement) -> set[str]:
    return {" ".join(label.text_content().split()) for label in form.xpath(".//label")}
