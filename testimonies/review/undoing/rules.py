"""How long a decision can be taken back."""

from datetime import timedelta

#: Long enough to see a slip of the hand, short enough that nobody waits for a letter.
HALF_A_MINUTE = timedelta(seconds=30)

#: Lines of custody about whoever reads, and about what machines do: they change no decision.
CHANGES_NOTHING = frozenset(
    {
        "archive_letter.made", "case.archive_fetched", "case.history_exported", "case.opened",
        "case.vault_opened", "evidence.copied", "evidence.handed_out", "evidence.scanned",
        "recording.handed_out", "recording.viewed", "redaction.viewed", "seal.opened",
        "submission.previewed_for_archive", "submission.viewed", "transcription.viewed",
    }
)  # fmt: skip
