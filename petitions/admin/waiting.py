"""What waits for a person, on the first page of the desk: one line for each kind, where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from petitions.models import Bundle, Delivery, Erasure, InstitutionResponse, News, Signature
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import State
from petitions.models.news import State as NewsState
from petitions.models.signature import State as SignatureState
from testimonies.correspondence import queries as correspondence
from testimonies.data_requests import queries as data_requests
from testimonies.evidence import queries as evidence
from testimonies.models import ArchiveRequest, PaperLetter, Submission
from testimonies.review.embargoes import queries as embargoes

SETS_ASIDE = ("testimonies.review_submission", "testimonies.assess_claim")


@dataclass(frozen=True)
class Waiting:
    words: str
    address: str


def for_user(user: Any) -> list[Waiting]:
    """Only what this person may open."""
    found = (lines(user) for permission, lines in KINDS if user.has_perm(permission))
    return [line for lines in found for line in lines]


def _embargoes(user: Any) -> Iterator[Waiting]:
    seen = Submission.objects.visible_to(user)
    if count := embargoes.due().filter(submission__in=seen).count():
        words = ngettext(
            "The waiting time of %d testimony is over: look whether it may become public",
            "The waiting time of %d testimonies is over: look whether they may become public",
            count,
        )
        yield Waiting(words % count, reverse("admin:testimonies_submission_embargoes"))


def _infected(user: Any) -> Iterator[Waiting]:
    """Also where it was found long after two people had accepted the case."""
    if not any(user.has_perm(permission) for permission in SETS_ASIDE):
        return
    found = evidence.infected_in(Submission.objects.visible_to(user))
    if count := found.count():
        words = ngettext(
            "A harmful program is in a file of %d case: set the file aside",
            "Harmful programs are in files of %d cases: set these files aside",
            count,
        )
        place = "admin:testimonies_submission_screen"
        yield Waiting(words % count, reverse(place, args=[found[0].reference]))


def _erasures(_user: Any) -> Iterator[Waiting]:
    newest = Erasure.objects.looks().order_by("-at", "-pk").first()
    if newest is None or hasattr(newest, "erasure") or not (newest.signatures or newest.bundles):
        return
    place = reverse("admin:petitions_erasure_page", args=[newest.uuid])
    if count := newest.signatures:
        words = ngettext(
            "The time of %d signature is over", "The time of %d signatures is over", count
        )
        yield Waiting(words % count, place)
    if count := newest.bundles:
        words = ngettext(
            "The time of the files of %d bundle is over",
            "The time of the files of %d bundles is over",
            count,
        )
        yield Waiting(words % count, place)


def _data_requests(user: Any) -> Iterator[Waiting]:
    if count := data_requests.late(user):
        words = ngettext(
            "%d request about data is late: its day for an answer is over",
            "%d requests about data are late: their day for an answer is over",
            count,
        )
        yield Waiting(words % count, reverse("admin:testimonies_datarequest_changelist"))
    if count := data_requests.soon(user):
        words = ngettext(
            "%d request about data has to be answered within a week",
            "%d requests about data have to be answered within a week",
            count,
        )
        yield Waiting(words % count, reverse("admin:testimonies_datarequest_changelist"))


def _messages(user: Any) -> Iterator[Waiting]:
    place = reverse("admin:testimonies_submission_letters_and_calls")
    unread, calls, silent = correspondence.how_many(user)
    if unread:
        words = ngettext(
            "In %d case a message of the submitter has not been read",
            "In %d cases messages of the submitters have not been read",
            unread,
        )
        yield Waiting(words % unread, place)
    if calls:
        words = ngettext(
            "Somebody should come back to %d call today",
            "Somebody should come back to %d calls today",
            calls,
        )
        yield Waiting(words % calls, place)
    if silent:
        words = ngettext(
            "%d question was not answered, and letters do not help",
            "%d questions were not answered, and letters do not help",
            silent,
        )
        yield Waiting(words % silent, place)


def _archive_requests(user: Any) -> Iterator[Waiting]:
    if count := ArchiveRequest.objects.visible_to(user).overdue(on=localdate()).count():
        words = ngettext(
            "%d letter to an archive has no answer in time",
            "%d letters to archives have no answer in time",
            count,
        )
        yield _line(words % count, "testimonies_archiverequest", "stands=late")


def _paper_letters(user: Any) -> Iterator[Waiting]:
    place = reverse("admin:testimonies_paperletter_changelist")
    own = PaperLetter.objects.visible_to(user)
    if count := own.to_print().count():
        words = ngettext(
            "%d letter by post waits to be printed",
            "%d letters by post wait to be printed",
            count,
        )
        yield Waiting(words % count, place)
    if count := own.back().count():
        words = ngettext(
            "%d letter came back by post: find out where the person lives",
            "%d letters came back by post: find out where the people live",
            count,
        )
        yield Waiting(words % count, place)


def _signatures(_user: Any) -> Iterator[Waiting]:
    if count := Signature.objects.filter(state=SignatureState.QUARANTINED).count():
        words = ngettext(
            "%d signature was put aside and waits for a decision",
            "%d signatures were put aside and wait for a decision",
            count,
        )
        yield _line(words % count, "petitions_signature", "")


def _bundles(_user: Any) -> Iterator[Waiting]:
    place = "petitions_bundle"
    if count := Bundle.objects.filter(state=BundleState.FAILED).count():
        words = ngettext("%d bundle has failed", "%d bundles have failed", count)
        yield _line(words % count, place, "state__exact=failed")
    if count := Bundle.objects.filter(state=BundleState.SEALED).count():
        words = ngettext(
            "%d sealed bundle waits for its release",
            "%d sealed bundles wait for their release",
            count,
        )
        yield _line(words % count, place, "state__exact=sealed")
    if count := Bundle.objects.filter(state=BundleState.PROPOSED).count():
        words = ngettext(
            "%d bundle waits for a second release officer",
            "%d bundles wait for a second release officer",
            count,
        )
        yield _line(words % count, place, "state__exact=proposed")


def _deliveries(_user: Any) -> Iterator[Waiting]:
    place = "petitions_delivery"
    if count := Delivery.objects.held().count():
        words = ngettext("%d delivery is paused", "%d deliveries are paused", count)
        yield _line(words % count, place, "waits=resume")
    if count := Delivery.objects.stumbling().count():
        words = ngettext(
            "%d delivery has failed and is tried again",
            "%d deliveries have failed and are tried again",
            count,
        )
        yield _line(words % count, place, "waits=again")
    if count := Delivery.objects.filter(state=State.FAILED).count():
        words = ngettext("%d delivery was given up", "%d deliveries were given up", count)
        yield _line(words % count, place, "state__exact=failed")
    if count := Delivery.objects.to_ask_in_person().count():
        words = ngettext(
            "%d institution is silent: call it and ask whether the bundle has arrived",
            "%d bundles lie at silent institutions: call them and ask",
            count,
        )
        yield _line(words % count, place, "waits=person")


def _responses(_user: Any) -> Iterator[Waiting]:
    place = "petitions_institutionresponse"
    if count := InstitutionResponse.objects.open_questions().count():
        words = ngettext(
            "%d question of an institution waits for an answer",
            "%d questions of institutions wait for an answer",
            count,
        )
        yield _line(words % count, place, "waits=answer")
    if count := InstitutionResponse.objects.to_read().count():
        words = ngettext(
            "%d answer of an institution waits for a reader",
            "%d answers of institutions wait for a reader",
            count,
        )
        yield _line(words % count, place, "waits=reader")


def _news(_user: Any) -> Iterator[Waiting]:
    if count := News.objects.filter(state=NewsState.WAITING).count():
        words = ngettext(
            "%d piece of news to signers waits for your word",
            "%d pieces of news to signers wait for your word",
            count,
        )
        yield _line(words % count, "petitions_news", "state__exact=waiting")


def _line(words: str, place: str, query: str) -> Waiting:
    return Waiting(words, f"{reverse(f'admin:{place}_changelist')}?{query}")


#: In the order of the page, each with what one needs to open it.
KINDS: tuple[tuple[str, Callable[[Any], Iterator[Waiting]]], ...] = (
    ("petitions.moderate_signatures", _signatures),
    ("testimonies.publish_testimony", _embargoes),
    ("testimonies.view_evidence", _infected),
    ("testimonies.answer_message", _messages),
    ("testimonies.post_letter", _paper_letters),
    ("testimonies.view_archiverequest", _archive_requests),
    ("petitions.view_bundle", _bundles),
    ("petitions.view_delivery", _deliveries),
    ("petitions.view_institutionresponse", _responses),
    ("petitions.view_erasure", _erasures),
    ("testimonies.view_datarequest", _data_requests),
    ("petitions.view_news", _news),
)
