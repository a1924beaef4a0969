"""Used by the form after a provider has said who somebody is."""

from __future__ import annotations

from dataclasses import replace

from petitions.campaigns.queries import Campaign
from petitions.models import Signature
from petitions.signing import actions as signing
from petitions.signing import identity
from petitions.signing.rules import Proven


def sign_identified(campaign: Campaign, proven: Proven) -> Signature:
    """Count a signature under a proven identity; always the signature of this very person.

    Safe to repeat. A namesake who shares the mailbox has signed with an identity of their own:
    then this one is counted without the mailbox. Raises `Refusal`.
    """
    signature = signing.sign_proven(campaign, proven)
    if _is_of(signature, campaign, proven):
        return signature
    return signing.sign_proven(campaign, replace(proven, email=""))


def _is_of(signature: Signature, campaign: Campaign, proven: Proven) -> bool:
    key = identity.proven_key(campaign.uuid, proven.identity)
    return bytes(signature.identity_key or b"") == key
