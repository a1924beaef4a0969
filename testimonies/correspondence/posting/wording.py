"""What a letter by post says, in the language that is active.

It carries the words of a message, which no mail does: it is sealed, and whoever gets it may have
no other way to read them. It never carries a return code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.correspondence.posting import queries
from testimonies.correspondence.requests import wording as outward
from testimonies.models import ArchiveRequest, PaperLetter
from testimonies.models.case import Kind
from testimonies.templatetags.components import day_month_year

#: Their words can be answered.
ANSWERED = frozenset(
    {
        "question_to_submitter",
        "question_waits",
        "question_still_waits",
        "message_to_submitter",
        "request_answered",
    }
)


TITLES: dict[str, Promise] = {
    "question_to_submitter": gettext_lazy("A question about %(reference)s"),
    "question_waits": gettext_lazy("Our question about %(reference)s"),
    "question_still_waits": gettext_lazy("Once more: our question about %(reference)s"),
    "testimony_accepted": gettext_lazy("%(reference)s has been read and accepted"),
    "testimony_published": gettext_lazy("%(reference)s is in the archive"),
    "claim_recorded": gettext_lazy("%(reference)s has been recorded"),
    "submission_withdrawn": gettext_lazy("%(reference)s has been taken back"),
    "case_changed": gettext_lazy("Something was changed in your case"),
    "request_answered": gettext_lazy("About your request"),
    "message_to_submitter": gettext_lazy("A message about %(reference)s"),
    "draft_expires": gettext_lazy("What you have begun waits for you"),
    "case_erased": gettext_lazy("Everything that you told us has been erased"),
    "case_handed_over": gettext_lazy("Your case has been handed over"),
    "reached_elsewhere": gettext_lazy("Something was changed in your case"),
}


def title(letter: PaperLetter) -> str:
    if letter.request is not None:
        return str(letter.request.told["subject"])
    if letter.kind == "submission_received":
        if letter.submission.kind == Kind.CLAIM:
            return _("We have received your claim")
        return _("We have received your testimony")
    return str(TITLES[letter.kind]) % _reference(letter)


def told(letter: PaperLetter) -> list[str]:
    """Paragraph by paragraph."""
    if letter.request is not None:
        return _to_archive(letter, letter.request)
    opening = OPENINGS.get(letter.kind, _message)(letter)
    words = [_without_greeting(letter.message.body)] if letter.message else []
    return [_("Good day,"), *opening, *words, *_ending(letter)]


def _without_greeting(words: str) -> str:
    """A ready reply greets by itself, and so does the letter that carries it."""
    plain = words.replace("\r\n", "\n").strip()
    return plain.removeprefix(_("Good day,")).strip() or plain


def closing() -> str:
    return f"{_('With respect,')}\nAtmintis"


def _to_archive(letter: PaperLetter, request: ArchiveRequest) -> list[str]:
    """Its own words; nothing in it says how the submitter is reached."""
    words = request.told["body"].replace("\r\n", "\n").split("\n\n")
    ending = outward.ending(request.reference, letter.language)
    if letter.kind == "archive_request" or request.sent_on is None:
        return [*words, ending, closing()]
    _subject, again = outward.reminder(request.reference, request.sent_on, letter.language)
    return [*again.split("\n\n"), *words, ending, closing()]


def _received(letter: PaperLetter) -> Iterator[str]:
    yield _("Thank you. Your reference is %(reference)s.") % _reference(letter)
    yield _("People of the association read it. If something is unclear, they ask you.")
    yield _("Nothing becomes public and nothing is sent that you did not agree to.")
    if letter.submission.kind == Kind.CLAIM:
        yield _("Recorded does not mean awarded.")


def _question(letter: PaperLetter) -> Iterator[str]:
    said = _("we have read what you handed in under %(reference)s, and we have a question:")
    yield said % _reference(letter)


def _waits(letter: PaperLetter) -> Iterator[str]:
    said = _(
        "some time ago we asked you something about %(reference)s. There is no hurry, and perhaps"
        " you have not seen it. This was our question:"
    )
    yield said % _reference(letter)


def _still_waits(letter: PaperLetter) -> Iterator[str]:
    said = _(
        "we still have a question about %(reference)s, and this is the last letter about it. If"
        " you do not want to answer, you need not: tell us so, and we go on without. This was our"
        " question:"
    )
    yield said % _reference(letter)


def _message(letter: PaperLetter) -> Iterator[str]:
    said = _("we write to you about what you handed in under %(reference)s:")
    yield said % _reference(letter)


def _accepted(letter: PaperLetter) -> Iterator[str]:
    yield (
        _(
            "two people have read what you handed in under %(reference)s, and have accepted it. It"
            " is kept, and used only as you allowed. Thank you for telling it."
        )
        % _reference(letter)
    )


def _published(letter: PaperLetter) -> Iterator[str]:
    yield _("what you allowed everybody to see is now in the public archive:")
    public = reverse("testimonies:archive-testimony", args=[letter.submission.testimony.reference])
    yield f"{settings.SITE_URL}{public}"


def _recorded(letter: PaperLetter) -> Iterator[str]:
    if letter.submission.consents.current().filter(institutions=[]).exists():
        said = _(
            "your claim %(reference)s is complete and has been recorded. Recorded does not mean"
            " awarded: two people assess it next."
        )
        yield said % _reference(letter)
        yield _(
            "You let it go to no institution, so it is only kept. You can change what you allow at"
            " any time."
        )
        return
    yield (
        _(
            "your claim %(reference)s is complete and has been recorded. Recorded does not mean"
            " awarded: two people assess it next, and then it goes to the institutions that you"
            " named. Only they can decide on it."
        )
        % _reference(letter)
    )


def _withdrawn(letter: PaperLetter) -> Iterator[str]:
    yield (
        _(
            "as you asked, %(reference)s has been taken back. From now on it is shown to nobody"
            " and goes to nobody."
        )
        % _reference(letter)
    )
    if letter.submission.kind == Kind.CLAIM:
        yield _(
            "Recorded does not mean awarded, and taking back a claim here changes nothing about"
            " your rights elsewhere."
        )
    yield _("If this was not you, please call us.")


def _changed(_letter: PaperLetter) -> Iterator[str]:
    yield _(
        "with your code of sixteen digits something was changed: what you allow us to do, or how"
        " we reach you. If you did that yourself, there is nothing to do."
    )
    yield _("If this was not you, please call us.")


def _expires(letter: PaperLetter) -> Iterator[str]:
    draft = queries.expiring_of(letter)
    said = _(
        "some time ago you began to write something down with us, and have not handed it in. It is"
        " kept until %(day)s. Come back before then, and it is kept for another 180 days."
    )
    yield said % {"day": day_month_year(draft.expires_at if draft else None)}
    yield _(
        "If you would rather go on by telephone or on paper, please call us. If you do not want to"
        " go on, you need not do anything."
    )


def _erased(letter: PaperLetter) -> Iterator[str]:
    said = _(
        "as you asked, everything that you told us under %(reference)s has been erased. Your code"
        " of sixteen digits opens nothing any more, and nobody can bring it back."
    )
    yield said % _reference(letter)
    yield _(
        "Whoever had received it before is told that it was taken back. Your address was kept for"
        " this letter only, and goes when it is posted."
    )
    yield _("If this was not you, please call us.")


def _handed_over(letter: PaperLetter) -> Iterator[str]:
    said = _(
        "the case %(reference)s has been handed over to somebody else, as it was asked for with"
        " your code of sixteen digits. That code opens nothing any more. If you did that yourself,"
        " there is nothing to do."
    )
    yield said % _reference(letter)
    yield _("If this was not you, please call us.")


def _answered(_letter: PaperLetter) -> Iterator[str]:
    yield _("you asked us something about your data. This is our answer:")


def _ending(letter: PaperLetter) -> Iterator[str]:
    if letter.kind in ANSWERED:
        ways = {"phone": settings.HELP_PHONE, "reference": letter.submission.reference}
        yield (
            _(
                "You can answer when you have time: write to us, or call %(phone)s. Please name"
                " %(reference)s."
            )
            % ways
        )
    if letter.is_last:
        yield _("We are reached by post, or by telephone: %(phone)s.") % {
            "phone": settings.HELP_PHONE
        }
        yield closing()
        return
    page = {"page": f"{settings.SITE_URL}{reverse('testimonies:return')}"}
    yield (
        _(
            "With your code of sixteen digits you find all of this at %(page)s too. The code"
            " stands in no letter like this one; keep it apart."
        )
        % page
    )
    yield closing()


def _reference(letter: PaperLetter) -> dict[str, str]:
    return {"reference": letter.submission.reference}


OPENINGS: dict[str, Callable[[PaperLetter], Iterator[str]]] = {
    "submission_received": _received,
    "question_to_submitter": _question,
    "question_waits": _waits,
    "question_still_waits": _still_waits,
    "testimony_accepted": _accepted,
    "testimony_published": _published,
    "claim_recorded": _recorded,
    "submission_withdrawn": _withdrawn,
    "case_changed": _changed,
    "request_answered": _answered,
    "draft_expires": _expires,
    "case_erased": _erased,
    "case_handed_over": _handed_over,
    "reached_elsewhere": _changed,
}
