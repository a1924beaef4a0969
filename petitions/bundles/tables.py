"""The columns of the lists in a bundle: names for machines, titles in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from petitions.bundles.columns import Column
from petitions.bundles.lists import Table
from petitions.bundles.printed import Print
from petitions.bundles.signature_rows import DECLARATION, VALID
from petitions.models.bundle_item import ItemKind
from petitions.models.signature import Assurance
from testimonies.models.institution import SignatoryField
from testimonies.templatetags.components import babel_locale

DATES = {SignatoryField.BIRTH_DATE}


def signatures(
    fields: Sequence[str],
    formats: Sequence[str],
    paper: Print | None = None,
    *,
    has_files: bool = False,
) -> Table:
    """What the target's profile asks of a person and nothing more; how and when they signed."""
    asked = [field for field in SignatoryField if field.value in fields]
    personal = [
        Column(field.value, str(field.label), "date" if field in DATES else "string")
        for field in asked
    ]
    about = [
        Column("signed_on", _("Signed on"), "date"),
        Column("assurance", _("How the person was identified"), words=_assurances()),
        Column("counts_as", _("Counts as"), words=_counted()),
    ]
    if has_files:
        about.append(Column("signed_file", _("Signed file")))
    return Table("signatures", [_number(), *personal, *about], formats, paper)


def withdrawals() -> Table:
    """Signatures handed over before that no longer hold, by the place they had there."""
    return Table(
        "withdrawals",
        [
            Column("bundle", _("Bundle"), "integer"),
            Column("number", _("No. in that bundle"), "integer"),
            Column("withdrawn_on", _("Withdrawn on"), "date"),
        ],
    )


def records(
    formats: Sequence[str], paper: Print | None = None, *, in_words: bool = False
) -> Table:
    """Which testimonies and claims are in the bag, and where."""
    columns = [
        _number(),
        Column("kind", _("Kind"), words=_kinds() if in_words else {}),
        Column("reference", _("Reference")),
        Column("language", _("Language"), words=babel_locale().languages if in_words else {}),
        Column("folder", _("Folder in the bag")),
    ]
    return Table("records", columns, formats, paper)


def notices() -> Table:
    """Testimonies and claims handed over before that may not be used any more."""
    return Table(
        "notices",
        [
            Column("kind", _("Kind")),
            Column("reference", _("Reference")),
            Column("bundle", _("Bundle"), "integer"),
            Column("withdrawn_on", _("Withdrawn on"), "date"),
        ],
    )


def _kinds() -> dict[str, str]:
    return {kind.value: str(kind.label) for kind in (ItemKind.TESTIMONY, ItemKind.CLAIM)}


def _assurances() -> dict[str, str]:
    """Short, since their column is narrow."""
    return {
        Assurance.EMAIL.value: pgettext("printed list", "e-mail"),
        Assurance.EID.value: pgettext("printed list", "eID"),
        Assurance.QUALIFIED.value: pgettext("printed list", "qualified"),
        Assurance.PAPER.value: pgettext("printed list", "paper"),
        Assurance.PAPER_VERIFIED.value: pgettext("printed list", "paper, 2 read"),
    }


def _counted() -> dict[str, str]:
    return {
        VALID: pgettext("printed list", "valid"),
        DECLARATION: pgettext("printed list", "declaration"),
    }


def _number() -> Column:
    return Column("number", _("No."), "integer")
