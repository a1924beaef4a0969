"""What lines of custody say about a case, for whoever reads its history."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: In the order in which things usually happen. `tests/house` finds what has no sentence.
SENTENCES: dict[str, Promise] = {
    "draft.started": gettext_lazy("It was begun."),
    "case.opened": gettext_lazy("The case was opened with the return code."),
    "case.code_renewed": gettext_lazy("A new return code was made."),
    "case.handed_out": gettext_lazy("Everything was handed out in one file."),
    "case.heir_named": gettext_lazy("The holder said who takes over."),
    "case.holder_died": gettext_lazy("Papers showed that the holder has died."),
    "case.handed_over": gettext_lazy("The case was handed over."),
    "case.suspended": gettext_lazy("It was suspended, for safety: nobody outside sees it."),
    "case.suspension_ended": gettext_lazy("The suspension was ended."),
    "case.held": gettext_lazy("It was put on legal hold: nothing of it is erased."),
    "case.hold_ended": gettext_lazy("The legal hold was ended."),
    "submission.handed_in": gettext_lazy("It was handed in."),
    "testimony.submitted": gettext_lazy("The testimony was handed in."),
    "claim.submitted": gettext_lazy("The claim was handed in."),
    "transcription.begun": gettext_lazy("Somebody began to type it in."),
    "transcription.viewed": gettext_lazy("Somebody looked at what is being typed in."),
    "transcription.typed": gettext_lazy("Somebody typed in a part of it."),
    "transcription.scan_added": gettext_lazy("A scan of the paper was added."),
    "transcription.declared": gettext_lazy("It was noted how its truth was declared."),
    "transcription.letter_printed": gettext_lazy("A letter was printed."),
    "transcription.set_aside": gettext_lazy("What was typed in was set aside."),
    "receipt.issued": gettext_lazy("The receipt was made."),
    "consent.given": gettext_lazy("It was said what may be done with it."),
    "consent.changed": gettext_lazy("What may be done with it was changed."),
    "consent.withdrawn": gettext_lazy("All consent was taken back."),
    "consent.looked_at": gettext_lazy("Somebody looked at what was changed."),
    "contact.changed": gettext_lazy("How we reach the submitter was changed."),
    "submission.viewed": gettext_lazy("Somebody opened and read it."),
    "seal.opened": gettext_lazy("Somebody opened what is under seal."),
    "evidence.received": gettext_lazy("A file arrived."),
    "evidence.added_later": gettext_lazy("A file was added after handing in."),
    "evidence.removed": gettext_lazy("A file was taken back."),
    "evidence.reordered": gettext_lazy("Pages were put in another order."),
    "evidence.scanned": gettext_lazy("A file was checked for harmful programs."),
    "evidence.copied": gettext_lazy("A clean copy of a file was made."),
    "evidence.handed_out": gettext_lazy("Somebody opened the copy of a file."),
    "evidence.read": gettext_lazy("Somebody read a file that was added later."),
    "evidence.set_aside": gettext_lazy("A harmful file was set aside."),
    "evidence.erased": gettext_lazy("A file was erased."),
    "message.received": gettext_lazy("The submitter wrote a message."),
    "message.written": gettext_lazy("A message was written to the submitter."),
    "note.written": gettext_lazy("Somebody wrote a note for the other readers."),
    "archive_letter.made": gettext_lazy("A letter to an archive was made."),
    "testimony.taken_up": gettext_lazy("The first reader began to read."),
    "testimony.asked_about": gettext_lazy("A question was asked."),
    "testimony.answered": gettext_lazy("The question was answered."),
    "testimony.accepted_by_first_reader": gettext_lazy("The first reader accepted it."),
    "testimony.accepted": gettext_lazy("The second reader accepted it."),
    "testimony.sent_back": gettext_lazy("The second reader asked the first to look again."),
    "testimony.declined": gettext_lazy("It was not accepted."),
    "testimony.published": gettext_lazy("It was put into the public archive."),
    "testimony.unpublished": gettext_lazy("It was taken out of the public archive."),
    "testimony.taken_down": gettext_lazy(
        "It was taken out of the public archive, since consent allows less."
    ),
    "testimony.withdrawn": gettext_lazy("The testimony was taken back."),
    "claim.acknowledged": gettext_lazy("Somebody began to check the claim."),
    "claim.asked_about": gettext_lazy("A question was asked."),
    "claim.answered": gettext_lazy("The question was answered."),
    "claim.recorded": gettext_lazy("The claim was recorded. Recorded does not mean awarded."),
    "claim.not_recordable": gettext_lazy("The claim could not be recorded."),
    "claim.assessed": gettext_lazy("The first person assessed the claim."),
    "claim.second_assessed": gettext_lazy("The second person assessed the claim."),
    "claim.transmitted": gettext_lazy("The claim went to an institution."),
    "claim.received": gettext_lazy("An institution confirmed that the claim arrived."),
    "claim.withdrawn": gettext_lazy("The claim was taken back."),
    "submission.previewed_for_archive": gettext_lazy("It was looked at for a national archive."),
    "submission.handed_to_archive": gettext_lazy("It was handed to a national archive."),
}


def of(event: str) -> str:
    return str(SENTENCES.get(event) or _("Something else was done."))
