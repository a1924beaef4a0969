"""Every background job of this app. Each one only calls an action."""

from celery import shared_task
from django.utils.timezone import now

from accounts import actions as accounts
from testimonies.correspondence.reminders import actions as reminders
from testimonies.custody import actions as custody
from testimonies.evidence import actions as evidence
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake.expiry import actions as expiry
from testimonies.letters import actions as letters
from testimonies.lists import actions as lists
from testimonies.people import actions as people
from testimonies.recordings import actions as recordings
from testimonies.redactions import actions as redactions
from testimonies.review.counting import actions as counting
from testimonies.review.embargoes import actions as embargoes
from testimonies.review.undoing import actions as undoing


@shared_task
def send_letters() -> None:
    letters.send_due()


@shared_task
def send_bulk_letters() -> None:
    letters.send_bulk()


@shared_task
def forget_letters() -> None:
    letters.forget_gone()


@shared_task
def chain_custody() -> None:
    custody.extend_chain()


@shared_task
def make_access_copy(file_id: int) -> None:
    evidence.make_access_copy(file_id)


@shared_task
def make_covered_copy(evidence_id: int) -> None:
    redactions.make_covered_copy(evidence_id)


@shared_task
def measure_recording(recording_id: int) -> None:
    recordings.measure(recording_id)


@shared_task
def sweep_recordings() -> None:
    recordings.measure_waiting()


@shared_task
def sweep_redactions() -> None:
    redactions.make_waiting()


@shared_task
def sweep_files() -> None:
    evidence.sweep()


@shared_task
def look_for_unnamed_files() -> None:
    evidence.look_for_unnamed(at=now())


@shared_task
def sweep_uploads() -> None:
    uploads.sweep(at=now())


@shared_task
def sweep_drafts() -> None:
    expiry.sweep()


@shared_task
def notice_embargoes() -> None:
    embargoes.notice(at=now())


@shared_task
def sweep_sessions() -> None:
    accounts.forget_old_sessions()


@shared_task
def work_on_list(edition_id: int) -> None:
    lists.work_on(edition_id)


@shared_task
def sweep_lists() -> None:
    lists.sweep()


@shared_task
def sketch_mentions() -> None:
    people.sketch_waiting()


@shared_task
def remind_of_questions() -> None:
    reminders.remind(at=now())


@shared_task
def forget_decisions() -> None:
    undoing.forget()


@shared_task
def count_queue() -> None:
    counting.recount()
