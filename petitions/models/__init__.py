"""Every table of this app, in reading order."""

from petitions.models.archive_copy import ArchiveCopy
from petitions.models.bundle import Bundle
from petitions.models.bundle_item import BundleItem
from petitions.models.bundle_rule import BundleRule
from petitions.models.connection import Connection
from petitions.models.container import SignedContainer, Statement
from petitions.models.counts import DayCount, SignatureCount, TargetCount
from petitions.models.delivery import Delivery
from petitions.models.doubt import Doubt
from petitions.models.endorsement import Endorsement
from petitions.models.erasure import Erasure, ErasureLine
from petitions.models.failure_watch import FailureWatch
from petitions.models.hold import Hold
from petitions.models.inquiry import Inquiry
from petitions.models.invalidation import InvalidatedSignature, Invalidation
from petitions.models.ledger import (
    Checkpoint,
    CheckpointKey,
    CheckpointStamp,
    LedgerEntry,
    LedgerTile,
)
from petitions.models.news import News
from petitions.models.package import ArchivePackage
from petitions.models.paper import PaperLine, PaperScan, PaperSheet
from petitions.models.passcode import DeskPasscode
from petitions.models.pause import Pause
from petitions.models.petition import Petition, PetitionTarget, PetitionText
from petitions.models.record_notice import RecordNotice
from petitions.models.response import InstitutionResponse, ResponseFile
from petitions.models.signature import Signature

__all__ = [
    "ArchiveCopy",
    "ArchivePackage",
    "Bundle",
    "BundleItem",
    "BundleRule",
    "Checkpoint",
    "CheckpointKey",
    "CheckpointStamp",
    "Connection",
    "DayCount",
    "Delivery",
    "DeskPasscode",
    "Doubt",
    "Endorsement",
    "Erasure",
    "ErasureLine",
    "FailureWatch",
    "Hold",
    "Inquiry",
    "InstitutionResponse",
    "InvalidatedSignature",
    "Invalidation",
    "LedgerEntry",
    "LedgerTile",
    "News",
    "PaperLine",
    "PaperScan",
    "PaperSheet",
    "Pause",
    "Petition",
    "PetitionTarget",
    "PetitionText",
    "RecordNotice",
    "ResponseFile",
    "Signature",
    "SignatureCount",
    "SignedContainer",
    "Statement",
    "TargetCount",
]
