"""Making a statement, once for each petition and language."""

from __future__ import annotations

from petitions.models import Petition, Statement
from petitions.signing.qualified import statement


def hand_out(petition_id: int, language: str) -> Statement:
    """The statement in one of the petition's languages, made on first use and never changed.

    Safe from two tabs at once. Raises `Statement.DoesNotExist` for a language it does not have.
    """
    own = Statement.objects.filter(
        petition_id=petition_id, language=language, edition=statement.EDITION
    )
    if known := own.first():
        return known
    petition = Petition.objects.public().get(pk=petition_id)
    texts = {text.language: text for text in petition.texts.all()}
    if language not in texts:
        raise Statement.DoesNotExist
    made = statement.make(petition, texts, language)
    row = Statement(
        petition=petition,
        language=language,
        edition=statement.EDITION,
        pdf=made.pdf,
        container=made.container,
        pdf_sha256=made.pdf_sha256,
        files=made.files,
        size=len(made.pdf),
    )
    Statement.objects.bulk_create([row], ignore_conflicts=True)
    return own.get()
