"""Every address of the resolver, filled in with things that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from petitions.models import Delivery, News, Petition
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Verdict
from testimonies.claims import questions as claim_questions
from testimonies.intake import questions
from testimonies.intake.drafts import actions as drafts
from testimonies.letters import actions as letters
from testimonies.models import (
    Institution,
    LegalBasis,
    LegalInstrument,
    Letter,
    Operation,
    OutsideArchive,
    Place,
    Submission,
    Switch,
    TargetProfile,
)
from testimonies.privacy import tokens
from tests import builders_packages
from tests.builders_answers import an_answer_with_its_file
from tests.builders_bundles import a_connection, a_desk_token, a_question, a_sent_delivery
from tests.builders_claims import a_submitted_claim
from tests.builders_containers import a_refused_container
from tests.builders_data_requests import addresses_of_requests
from tests.builders_endorsements import a_published_endorsement, an_endorsement_token
from tests.builders_flags import addresses_of_flags
from tests.builders_intake import a_way_back
from tests.builders_ledger import addresses_of_ledgers
from tests.builders_letters import addresses_of_letters
from tests.builders_paper import a_scan, a_sheet, a_verified_line
from tests.builders_people import addresses_of_people
from tests.builders_recordings import addresses_of_recordings
from tests.builders_redactions import addresses_of_redactions
from tests.builders_review import a_moderator, a_published_testimony, staff
from tests.builders_signing import (
    a_confirmed_signature,
    a_doubt_token,
    a_signature,
    an_open_petition,
    another_address,
)
from tests.builders_transcribing import addresses_at_desk
from tests.petitions.signing.quarantine.crowds import set_aside, signed_from
from tests.testimonies.lists.files import JANIS, checked, csv_of


@dataclass(frozen=True)
class Address:
    """The name that the table knows it by (the route where it has none), and an example."""

    name: str
    url: str


def all_names() -> set[str]:
    return {_name(namespaces, pattern, route) for namespaces, pattern, route in _walk()}


def all_addresses() -> list[Address]:
    """Makes one thing of each kind. Addresses that only redirect to another are left out."""
    known = _examples()
    found = []
    for namespaces, pattern, route in _walk():
        name = _name(namespaces, pattern, route)
        if pattern.name and name != "admin:app_list":
            found.append(Address(name, _fill(name, route, known)))
    return found


def _walk(
    resolver: URLResolver | None = None, namespaces: tuple[str, ...] = (), before: str = ""
) -> Iterator[tuple[tuple[str, ...], URLPattern, str]]:
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inside = (*namespaces, each.namespace) if each.namespace else namespaces
            yield from _walk(each, inside, route)
        else:
            yield namespaces, each, route


def _name(namespaces: tuple[str, ...], pattern: URLPattern, route: str) -> str:
    return ":".join([*namespaces, pattern.name]) if pattern.name else route


def _fill(name: str, route: str, known: dict[str, dict[str, Any]]) -> str:
    """The longest beginning of a name that is known says what stands in its address."""
    beginnings = sorted((each for each in known if name.startswith(each)), key=len)
    values = {key: value for each in beginnings for key, value in known[each].items()}
    wanted = set(re.findall(r"<(?:\w+:)?(\w+)>", route))
    with translation.override("en"):
        try:
            return reverse(name, kwargs={key: values[key] for key in wanted})
        except (KeyError, NoReverseMatch) as error:
            raise AssertionError(f"no example for {name}: {sorted(wanted)}") from error


def _examples() -> dict[str, dict[str, Any]]:
    call_command("load_reference", verbosity=0)
    testimony, claim = a_published_testimony(), a_submitted_claim()
    signature, delivery = a_signature(), a_sent_delivery()
    container = a_refused_container(signature.petition)
    endorsement = a_published_endorsement(has_logo=True)
    *_before, address_token, _after = another_address(a_confirmed_signature()).split("/")
    user = staff(email="somebody@example.org")
    EmailAddress.objects.create(user=user, email=user.email)
    Authenticator.objects.create(user=user, type="totp", data={})
    SocialAccount.objects.create(user=user, provider="tara", uid="1")
    return {
        "": {"language": settings.LANGUAGE_CODE},
        "admin:view_on_site": {"content_type_id": 1, "object_id": 1},
        "account_confirm_email": {"key": "not-a-key"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "not-a-key"},
        "mfa_": {"pk": 1},  # somebody’s passkey: nobody’s own
        "local-mail": {"name": _a_mail()},
        "petitions:": {
            "slug": signature.petition.slug,
            "token": tokens.make("confirm-signature", signature.uuid),
            "reference": signature.reference,
            "provider": "tara",
            "why": "late",
        },
        "petitions:confirm-address": {"token": address_token},
        "petitions:one-or-two": {"token": a_doubt_token()},
        "petitions:no-more-news": {"token": tokens.make("no-more-news", signature.uuid)},
        "openid_connect_callback": {"provider_id": "tara"},
        "api-petition": {"slug": signature.petition.slug},
        **addresses_of_ledgers(delivery.bundle.target.petition),
        "embed": {"slug": signature.petition.slug},
        "feed-of-petition": {"slug": signature.petition.slug},
        "organisation-logo": {"digest": endorsement.logo_sha256},
        "petitions:endorsement": {"token": an_endorsement_token(endorsement)},
        "petitions:withdraw-endorsement": {"token": an_endorsement_token(endorsement)},
        "admin:petitions_endorsement": {"uuid": endorsement.uuid},
        "sitemap-of-testimonies": {"page": 1},
        "petitions:qualified": {"language": "en"},
        "admin:petitions_signedcontainer": {"reference": container.reference},
        "petitions:qualified-result": {"reference": container.reference},
        "petitions:desk": {"token": a_desk_token(delivery), "reference": delivery.uuid},
        "testimonies:archive-testimony": {"reference": testimony.reference},
        "testimonies:archive-operation": {"slug": _first(Operation).slug},
        **_of_cases(testimony.submission),
        **_of_desks(testimony.submission, claim, delivery),
        "admin:accounts_user": {"pk": user.pk, "object_id": user.pk},
    }


def _of_cases(submission: Submission) -> dict[str, dict[str, Any]]:
    """Somebody else's case: whoever asks here holds no code."""
    told = drafts.start(questions.TESTIMONY, language="en").draft
    claimed = drafts.start_within(submission.case_id, claim_questions.CLAIM)
    entry = {"entry": drafts.add_entry(told.pk, "periods"), "part": 1}
    return {
        "testimonies:case": {"handle": submission.case.handle, "reference": submission.reference},
        "testimonies:case-consent-change": {"page": "audience"},
        "testimonies:case-": _a_letter(submission),
        **addresses_of_requests(submission),
        "testimonies:hand-over": {"handle": submission.case.handle},
        "testimonies:testimony": {"handle": told.handle, "step": "story"},
        "testimonies:return-by-letter": {"token": a_way_back(told.pk)},
        "testimonies:testimony-entry": {**entry, "step": "periods"},
        "testimonies:upload": {"handle": submission.case.handle, "upload": told.uuid},
        "testimonies:claim": {"handle": claimed.handle, "step": "heads"},
        "testimonies:claim-entry": {**entry, "step": "other-names"},
    }


def _of_desks(
    submission: Submission, claim: Submission, delivery: Delivery
) -> dict[str, dict[str, Any]]:
    paper = claim.evidence.get()
    letters.queue("sign_in", to="somebody@example.org", language="en")
    crontab = CrontabSchedule.objects.create(minute="7")
    interval = IntervalSchedule.objects.create(every=7, period="hours")
    periodic = PeriodicTask.objects.create(name="Own", task="petitions.tasks", interval=interval)
    return {
        "admin:testimonies_submission": {"reference": submission.reference, "paper": paper.uuid},
        "admin:testimonies_submission_archive_letter": _a_letter(submission),
        **addresses_of_people(submission),
        **addresses_of_redactions(),
        **addresses_of_recordings(),
        **addresses_of_flags(claim),
        **addresses_of_letters(),
        "admin:testimonies_submission_paper": {"reference": claim.reference},
        "admin:testimonies_submission_in_grey": {"reference": claim.reference},
        "admin:testimonies_submission_set_aside": {"reference": claim.reference},
        "admin:testimonies_submission_read_paper": {"reference": claim.reference},
        "admin:testimonies_operation": {"slug": _first(Operation).slug},
        "admin:testimonies_legalinstrument": {"slug": _first(LegalInstrument).slug},
        "admin:testimonies_legalbasis": {"slug": _first(LegalBasis).slug},
        "admin:testimonies_place": {"slug": _first(Place).slug},
        "admin:testimonies_institution": {"object_id": _first(Institution).pk},
        "admin:testimonies_outsidearchive": {"object_id": _first(OutsideArchive).pk},
        "admin:testimonies_targetprofile": {"object_id": _first(TargetProfile).pk},
        "admin:testimonies_switch": {"part": _first(Switch).part},
        **addresses_at_desk(),
        "admin:testimonies_listedition": {"uuid": checked(csv_of(JANIS)).uuid},
        "admin:testimonies_letter": {"uuid": _first(Letter).uuid},
        "admin:petitions_bundle": {"uuid": delivery.bundle.uuid},
        "admin:petitions_delivery": {"uuid": delivery.uuid},
        "admin:petitions_connection": {"object_id": a_connection().pk},
        "admin:petitions_petitiontarget": {"pk": delivery.bundle.target.pk},
        "admin:petitions_archivepackage": {"uuid": _a_package(delivery.bundle.target.petition)},
        "admin:petitions_news": {"uuid": News.objects.create(delivery=delivery).uuid},
        "admin:petitions_institutionresponse": {"uuid": a_question(delivery).uuid},
        "admin:petitions_institutionresponse_file": {"uuid": an_answer_with_its_file().uuid},
        "admin:petitions_petition": {
            "slug": delivery.bundle.target.petition.slug,
            "language": "lt",
        },
        "admin:petitions_papersheet": _a_sheet_of_paper(),
        "admin:petitions_erasure": {"uuid": retention.look().uuid},
        **_of_crowds(),
        "admin:django_celery_beat_periodictask": {"object_id": periodic.pk},
        "admin:django_celery_beat_crontabschedule": {"object_id": crontab.pk},
        "admin:django_celery_beat_intervalschedule": {"object_id": interval.pk},
        "admin:auth_group": {"object_id": Group.objects.create(name="none").pk},
        "admin:account_emailaddress": {"object_id": _first(EmailAddress).pk},
        "admin:mfa_authenticator": {"object_id": _first(Authenticator).pk},
        "admin:socialaccount_socialaccount": {"object_id": _first(SocialAccount).pk},
        "admin:socialaccount_socialapp": {"object_id": SocialApp.objects.create().pk},
        "admin:socialaccount_socialtoken": {
            "object_id": SocialToken.objects.create(account=_first(SocialAccount)).pk
        },
    }


def _a_letter(submission: Submission) -> dict[str, Any]:
    person = submission.mentions.order_by("pk")[0].uuid
    return {"basis": "lt-legal-status", "archive": "lt-special", "person": person}


def _a_package(petition: Petition) -> Any:
    return builders_packages.written(builders_packages.of_petition(petition)).uuid


def _a_sheet_of_paper() -> dict[str, Any]:
    sheet = a_sheet()
    a_verified_line(sheet)
    (scan,) = paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    return {"uuid": sheet.uuid, "number": 1, "scan": scan.uuid}


def _of_crowds() -> dict[str, dict[str, Any]]:
    odd = signed_from(an_open_petition(), email="robot@mailinator.com")
    signing.confirm(odd.uuid)
    rejected = signed_from(odd.petition, name="Second", email="other@mailinator.com")
    signing.confirm(rejected.uuid)
    quarantine.reject(rejected.pk, verdict=Verdict.ROBOT, by=a_moderator())
    petition = {"slug": odd.petition.slug}
    return {
        "admin:petitions_signature": {"reference": odd.reference, **petition},
        "admin:petitions_signature_take-up-again": {"reference": rejected.reference},
        "admin:petitions_invalidation": {"uuid": set_aside(odd.petition).uuid, **petition},
    }


def _first(model: Any) -> Any:
    return model.objects.order_by("pk")[0]


def _a_mail() -> str:
    folder = settings.MAIL_ROOT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "20261122-a-mail.eml").write_bytes(b"To: ona@example.org\nSubject: Mail\n\nText\n")
    return "20261122-a-mail"
