"""A petition as plain data for the API."""

from typing import Any

from petitions.campaigns import rules
from petitions.campaigns.queries import Campaign


def for_machines(campaign: Campaign) -> dict[str, Any]:
    """As the OpenAPI document says; times are ISO 8601 with their offset."""
    counts = campaign.counts
    return _known(campaign) | {
        "counts": {
            "total": counts.total,
            "by_assurance": dict(counts.by_assurance),
            "by_country": rules.without_small_cells(counts.by_country),
            "by_institution": {
                target.code: {"valid": target.valid, "declarations": target.declarations}
                for target in campaign.targets
                if campaign.has_statistics
            },
        },
        "counted_at": counts.counted_at.isoformat() if counts.counted_at else None,
        "thresholds": {
            target.code: target.threshold for target in campaign.targets if target.threshold
        },
    }


def in_a_list(campaign: Campaign) -> dict[str, Any]:
    """Enough to choose one; the rest is at its own address."""
    return _known(campaign) | {"total": campaign.count_total}


def _known(campaign: Campaign) -> dict[str, Any]:
    return {
        "slug": campaign.slug,
        "title": campaign.title,
        "state": campaign.state,
        "text_digest": campaign.text_digest,
        "opened_at": campaign.opened_at.isoformat(),
        "closes_on": campaign.closes_on.isoformat() if campaign.closes_on else None,
    }
