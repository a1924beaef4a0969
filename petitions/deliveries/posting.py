"""The sheet that goes with a posted bundle: to whom, what is in it, and how to know it again."""

from django.conf import settings
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import encrypt, places
from petitions.bundles.documents import Row, paragraphs, rows, test_mark
from petitions.models import Delivery
from petitions.models.bundle import Content
from testimonies.typesetting import compose


def address_sheet(delivery: Delivery) -> bytes:
    """PDF in the institution's language, to be laid on top of what is posted."""
    bundle = delivery.bundle
    institution = bundle.target.profile.institution
    language = next((c for c in institution.languages if c in dict(settings.LANGUAGES)), "en")
    with translation.override(language):
        words = {
            "title": _("Hand-over of a bundle"),
            "language": language,
            "test": test_mark(settings.LOCAL),
            "address": [f"{institution.name}\n{institution.postal_address}"],
            "opening": paragraphs(_opening(delivery)),
            "rows": rows(_facts(delivery)),
            "closing": paragraphs(_closing()),
        }
        return compose("posting", words, at=now())


def _opening(delivery: Delivery) -> str:
    bundle = delivery.bundle
    title = bundle.target.petition.words().title
    if bundle.content == Content.RECORDS:
        return (
            _(
                "Atmintis hands over to you testimonies and claims of people who agreed to it, in "
                "connection with the petition “%s”. The file is encrypted with your key."
            )
            % title
        )
    return (
        _(
            "Atmintis hands over to you the signatures under the petition “%s” of people who "
            "agreed to it."
        )
        % title
    )


def _facts(delivery: Delivery) -> list[Row]:
    bundle = delivery.bundle
    path = places.outgoing(bundle)
    facts = [
        Row(_("Number of this bundle"), str(bundle.number)),
        Row(_("File on the data carrier"), path.name, mono=True),
        Row(_("SHA-256 of the file"), bundle.outgoing_sha256, mono=True),
        Row(_("Identity of this bundle"), bundle.identity, mono=True),
    ]
    if encrypt.is_hidden(path):
        is_cdoc = path.suffix == encrypt.CDOC
        how = _("for DigiDoc4 (CDOC2)") if is_cdoc else _("with your institution's key (age)")
        facts.append(Row(_("Encrypted"), how))
    return facts


def _closing() -> str:
    sender = "\n".join(filter(None, [settings.POSTAL_ADDRESS, settings.HELP_EMAIL]))
    asked = _("Please confirm that you received it, with your registry number, by post or e-mail:")
    return f"{asked}\n\n{sender}"
