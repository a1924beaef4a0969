from testimonies.institutions.rules import TargetFacts
from testimonies.models.institution import TargetProfile


def target_facts(profile: TargetProfile) -> TargetFacts:
    return TargetFacts(
        required_fields=frozenset(profile.required_fields),
        accepted_assurance=frozenset(profile.accepted_assurance),
        minimum_age=profile.minimum_age,
        eligibility=profile.eligibility,
        eligible_country=profile.eligible_country,
    )
