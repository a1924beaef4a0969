"""Reference data as it was loaded: shown, with source and verification, never edited here."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from testimonies.admin.desk import ButtonDesk, Facts
from testimonies.claims.gaps.wording import from_to
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import LegalBasis, LegalInstrument, Operation, Place
from testimonies.models.wording import in_this_language
from testimonies.templatetags.components import country_name, day_month_year


@admin.register(Operation)
class OperationDesk(ButtonDesk[Operation]):
    address = ("slug", "slug")
    list_display = ("link", "kind", "earliest", "latest")
    list_filter = ("kind",)

    def title_of(self, thing: Operation) -> str:
        return thing.name

    def facts(self, thing: Operation) -> Facts:
        yield _("Name"), thing.name
        yield _("Kind"), thing.get_kind_display()
        yield _("From"), day_month_year(thing.earliest)
        yield _("To"), day_month_year(thing.latest)
        yield _("Countries"), ", ".join(country_name(code) for code in thing.countries)
        yield _("Summary"), in_this_language(thing.summary).text
        for fact in thing.facts.all():
            yield fact.code, f"{in_this_language(fact.statement).text} ({fact.source})"

    @admin.display(description=_("operation"))
    def link(self, operation: Operation) -> SafeString:
        return self.link_to(operation, operation.name)


@admin.register(LegalInstrument)
class InstrumentDesk(ButtonDesk[LegalInstrument]):
    address = ("slug", "slug")
    list_display = ("link", "kind", "adopted_on", "verification")
    list_filter = ("kind", "verification")

    def facts(self, thing: LegalInstrument) -> Facts:
        yield _("Citation"), thing.citation
        yield _("Kind"), thing.get_kind_display()
        yield _("Adopted"), day_month_year(thing.adopted_on) or thing.adopted
        yield _("As published"), thing.as_published
        yield _("Correction"), thing.correction
        yield _("Source"), thing.source
        yield _("Verification"), thing.get_verification_display()

    @admin.display(description=_("instrument"))
    def link(self, instrument: LegalInstrument) -> SafeString:
        return self.link_to(instrument, instrument.slug)


@admin.register(LegalBasis)
class BasisDesk(ButtonDesk[LegalBasis]):
    address = ("slug", "slug")
    list_display = ("link", "country", "verification", "last_checked_on")
    list_filter = ("country", "verification")

    def title_of(self, thing: LegalBasis) -> str:
        return thing.name

    def facts(self, thing: LegalBasis) -> Facts:
        yield _("Title"), thing.name
        yield _("Country"), country_name(thing.country)
        yield _("Covers"), in_this_language(thing.covers).text
        yield _("Excludes"), in_this_language(thing.excludes).text
        if thing.names_from or thing.names_until:
            named = from_to(FuzzyDate(thing.names_from), FuzzyDate(thing.names_until))
            yield _("Dates that it names"), named
            yield _("What must lie within them"), thing.get_counts_display()
        yield _("Who decides"), in_this_language(thing.decided_by).text
        yield _("Documents asked for"), in_this_language(thing.documents_asked).text
        for asked in thing.requirements.all():
            words = f"{asked.remark.text} {asked.get_verification_display()}: {asked.source}"
            yield asked.get_need_display(), words.strip()
        yield _("Source"), thing.source
        yield _("Last checked"), day_month_year(thing.last_checked_on)
        yield _("Verification"), thing.get_verification_display()

    @admin.display(description=_("law"))
    def link(self, basis: LegalBasis) -> SafeString:
        return self.link_to(basis, basis.name)


@admin.register(Place)
class PlaceDesk(ButtonDesk[Place]):
    address = ("slug", "slug")
    list_display = ("link", "kind", "country", "precision_km", "verification")
    list_filter = ("kind", "country", "verification")

    def title_of(self, thing: Place) -> str:
        return thing.name

    def facts(self, thing: Place) -> Facts:
        yield _("Names"), ", ".join(dict.fromkeys([*thing.names.values(), *thing.other_names]))
        yield _("Kind"), thing.get_kind_display()
        yield _("Within"), thing.within.name if thing.within else ""
        yield _("Called or used so"), thing.valid
        yield _("Today"), thing.modern
        yield _("Country today"), country_name(thing.country)
        yield _("Position"), f"{thing.latitude}, {thing.longitude} (± {thing.precision_km} km)"
        yield _("Doubts"), thing.doubts
        yield _("Source"), thing.source
        yield _("Licence"), thing.licence
        yield _("Verification"), thing.get_verification_display()

    @admin.display(description=_("place"))
    def link(self, place: Place) -> SafeString:
        return self.link_to(place, place.name)
