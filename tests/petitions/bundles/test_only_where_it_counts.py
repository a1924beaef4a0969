"""What somebody typed so that a signature counts goes where it counts, and to nobody else."""

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import records
from petitions.models import Petition
from tests import builders_signing as builders
from tests.builders_bundles import a_target

pytestmark = pytest.mark.django_db
ADDRESS = "ul. Długa 7, Warszawa"


def values_for(petition: Petition, institution: str) -> list[str]:
    bundle = bundles.freeze(a_target(petition, institution).pk, now())
    (line,) = records.signature_lines(bundle)
    return list(line.values)


def test_an_address_goes_to_the_sejm_and_not_to_the_seimas_where_no_mail_counts() -> None:
    petition = builders.an_open_petition(targets=("sejm-petition", "seimas-petition"))
    builders.a_confirmed_signature(petition, told={"address": ADDRESS})

    sejm, seimas = values_for(petition, "sejm"), values_for(petition, "seimas")

    assert sejm[1:3] == ["Jānis Bērziņš", ADDRESS]
    assert sejm[-1] == "valid"
    assert seimas[1:4] == ["Jānis Bērziņš", "", ""]
    assert seimas[-1] == "declaration"


def test_an_identity_that_was_proved_goes_with_its_code() -> None:
    petition = builders.an_open_petition(targets=("saeima-collective-submission",))
    builders.a_proven_signature(petition)

    assert "16117519997" in values_for(petition, "saeima")
