"""The staff of the demonstration and the stories told to it, through the real actions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from config.demonstration import stories
from config.demonstration.stories import Pages, Typed
from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.models import Draft, Submission
from testimonies.review import actions as review

STAFF: dict[str, list[str]] = {
    "admin": [Role.ADMINISTRATOR],
    "moderator": [Role.MODERATOR],
    "second": [Role.MODERATOR, Role.SECOND_READER, Role.ASSESSOR],
    "assessor": [Role.ASSESSOR],
    "release": [Role.RELEASE_OFFICER],
}


@dataclass(frozen=True)
class Staff:
    admin: User
    moderator: User
    second: User
    assessor: User
    release: User


def make_staff(password: str) -> Staff:
    return Staff(
        **{name: _member(f"{name}@example.org", roles, password) for name, roles in STAFF.items()}
    )


def _member(email: str, roles: list[str], password: str) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, password, roles=roles)


def tell_stories(staff: Staff) -> None:
    """Two testimonies in the public archive, one that waits in the queue."""
    ona = _submit(stories.ONA, stories.ONA_PERIOD, language="en", name=stories.ONA_NAME)
    tiiu = _submit(stories.TIIU, stories.TIIU_PERIOD, language="en")
    _submit(stories.MYKOLA, stories.MYKOLA_PERIOD, language="uk")
    for submission in (ona, tiiu):
        _accept_and_publish(submission, staff)


def _submit(
    pages: Pages, period: Typed, *, language: str, name: Typed | None = None
) -> Submission:
    begun = drafts.start(questions.TESTIMONY, language=language)
    draft_id = begun.draft.pk
    drafts.save_entry(draft_id, "periods", drafts.add_entry(draft_id, "periods"), period)
    if name:
        key = drafts.add_entry(draft_id, "other-names")
        drafts.save_entry(draft_id, "other-names", key, name)
    for page, typed in pages.items():
        drafts.save_page(draft_id, page, typed, at_page="check")
    with translation.override(language):
        filled = Filled(Draft.objects.get(pk=draft_id), questions.TESTIMONY)
        return intake.submit(
            draft_id, reading.testimony(filled), questionnaire=questions.TESTIMONY
        )


def _accept_and_publish(submission: Submission, staff: Staff) -> None:
    testimony_id = submission.testimony.pk
    review.take_up(testimony_id, by=staff.moderator)
    review.accept(testimony_id, by=staff.moderator)
    review.second_accept(testimony_id, by=staff.second)
    review.publish(testimony_id, by=staff.moderator)
