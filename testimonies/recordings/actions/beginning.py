"""A recording is taken up, measured by a worker, and written down in one version after another."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import confined, keeping
from testimonies.models import Evidence, Recording, Segment, StoredFile, Transcript
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.recording import Version
from testimonies.recordings import queries, rules
from testimonies.recordings.actions import holding

MOST_ATTEMPTS = 3
#: In which people of our five countries tell, and into which it is translated.
LANGUAGES = {
    "en": gettext_lazy("English"),
    "et": gettext_lazy("Estonian"),
    "lt": gettext_lazy("Lithuanian"),
    "lv": gettext_lazy("Latvian"),
    "pl": gettext_lazy("Polish"),
    "uk": gettext_lazy("Ukrainian"),
    "ru": gettext_lazy("Russian"),
    "de": gettext_lazy("German"),
}


@transaction.atomic
def begin(evidence_id: int, language: str, *, by: User) -> Transcript:
    """The first version: word for word, in the language in which it is spoken. Idempotent."""
    paper = Evidence.objects.lock(evidence_id)
    holding.must_be_in_use(paper, by)
    if queries.copy_of(paper) is None:
        raise Refusal(_("There is no checked copy of this recording yet."))
    known = Recording.objects.filter(evidence=paper).first()
    if known is not None:
        return known.transcripts.get(version=Version.VERBATIM)
    _must_be_known(language)

    recording = Recording.objects.create(evidence=paper, language=language, begun_by=by)
    first = Transcript.objects.create(
        recording=recording, version=Version.VERBATIM, language=language, begun_by=by
    )
    custody.record("recording.begun", recording, by=by, language=language)
    return first


@transaction.atomic
def make_version(transcript_id: int, version: Version, language: str, *, by: User) -> Transcript:
    """Another version beside this one: its words are copied, and of a translation the times."""
    source = holding.to_write(transcript_id, by, must_be_open=False)
    if source.version not in rules.MADE_FROM[version]:
        raise Refusal(_("That version is not made from this one."))
    language = language if version == Version.TRANSLATION else source.language
    _must_be_known(language)
    if version == Version.TRANSLATION and language == source.recording.language:
        raise Refusal(_("It is spoken in that language. Choose the one to translate it into."))
    others = Transcript.objects.filter(recording=source.recording)
    if others.filter(version=version, language=language).exists():
        raise Refusal(_("There is such a version already."))

    made = Transcript.objects.create(
        recording=source.recording,
        version=version,
        language=language,
        made_from=source,
        begun_by=by,
        read_up_to=source.read_up_to,
    )
    at = now()
    for each in source.segments.order_by("start_ms"):
        told = {**each.told, "text": ""} if version == Version.TRANSLATION else each.told
        Segment.objects.create(
            transcript=made,
            start_ms=each.start_ms,
            end_ms=each.end_ms,
            told=told,
            written_by=by,
            written_at=at,
        )
    custody.record(
        "recording.version_made", source.recording, by=by, version=version, language=language
    )
    return made


def measure_waiting() -> int:
    """Look how long each recording is of which that is not known. Returns how many were tried."""
    waiting = Recording.objects.filter(duration_ms=None, attempts__lt=MOST_ATTEMPTS)
    found = list(waiting.values_list("pk", flat=True)[:20])
    for each in found:
        measure(each)
    return len(found)


def measure(recording_id: int) -> Recording:
    """How long its clean copy plays. Idempotent; what cannot be measured stays unknown."""
    copy = _begin_to_measure(recording_id)
    if copy is None:
        return Recording.objects.get(pk=recording_id)
    with keeping.at_hand(copy.path) as here:
        duration = confined.length(here, kind=copy.detected_type)
    return _measured(recording_id, duration)


@transaction.atomic
def _begin_to_measure(recording_id: int) -> StoredFile | None:
    """Count the attempt first: a file that kills its worker is not tried for ever."""
    recording = Recording.objects.lock(recording_id)
    if recording.duration_ms is not None or recording.attempts >= MOST_ATTEMPTS:
        return None
    Recording.objects.filter(pk=recording_id).update(attempts=F("attempts") + 1)
    kept = StoredFile.objects.filter(evidence=recording.evidence_id, role=FileRole.ACCESS)
    return kept.filter(scan=Scan.CLEAN).first()


@transaction.atomic
def _measured(recording_id: int, duration: int) -> Recording:
    """What was written meanwhile is not cut off by it."""
    recording = Recording.objects.lock(recording_id)
    if duration and recording.duration_ms is None:
        written = Segment.objects.filter(transcript__recording=recording)
        last = written.aggregate(last=Max("end_ms"))["last"] or 0
        recording.duration_ms = max(duration, last)
        recording.save(update_fields=["duration_ms"])
    return recording


def _must_be_known(language: str) -> None:
    if language not in LANGUAGES:
        raise Refusal(_("Choose a language."))
