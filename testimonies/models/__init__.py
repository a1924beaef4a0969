"""Every table of this app, in reading order."""

from testimonies.models.archive_answer import ArchiveAnswer
from testimonies.models.archive_request import ArchiveRequest
from testimonies.models.assessment import Assessment
from testimonies.models.call import Call
from testimonies.models.care import Care, ContentNote
from testimonies.models.case import Case, Draft, QuestionnaireVersion, Submitter
from testimonies.models.claim import Claim, ClaimItem, EarlierAward
from testimonies.models.claim_check import ClaimPoint
from testimonies.models.conflict import ConflictOfInterest
from testimonies.models.consent import ConsentRecord
from testimonies.models.custody import CustodyEvent
from testimonies.models.data_request import DataRequest
from testimonies.models.earlier_wording import EarlierLine, EarlierPoint
from testimonies.models.episode import RepressionEpisode
from testimonies.models.evidence import Evidence, StoredFile
from testimonies.models.flag import Flag
from testimonies.models.history import Fact, LegalBasis, LegalInstrument, Operation
from testimonies.models.holder import Holder
from testimonies.models.identity import IdentityAssertion, Person, Sketch
from testimonies.models.imported import ListEdition, ListLine, ListRow, SourceList
from testimonies.models.institution import Institution, TargetProfile
from testimonies.models.journey import RouteLeg
from testimonies.models.letter import DomainRest, Letter, LostMailbox
from testimonies.models.open_decision import OpenDecision
from testimonies.models.paper_letter import PaperLetter
from testimonies.models.person import NameForm, PersonMention, Relationship
from testimonies.models.person_number import PersonNumber
from testimonies.models.place import Place
from testimonies.models.proof import OutsideArchive, Requirement
from testimonies.models.property import LostProperty
from testimonies.models.queue import QueueEntry, QueueTally
from testimonies.models.recording import IndexPoint, Recording, Segment, Transcript
from testimonies.models.redaction import Redaction
from testimonies.models.reminder import Reminder
from testimonies.models.restraint import Restraint
from testimonies.models.sealed import SealedAnswers
from testimonies.models.submission import Message, Receipt, Submission
from testimonies.models.switch import Switch
from testimonies.models.testimony import Testimony
from testimonies.models.transcription import Transcription
from testimonies.models.upload import Upload
from testimonies.models.weighing import Weighing

__all__ = [
    "ArchiveAnswer",
    "ArchiveRequest",
    "Assessment",
    "Call",
    "Care",
    "Case",
    "Claim",
    "ClaimItem",
    "ClaimPoint",
    "ConflictOfInterest",
    "ConsentRecord",
    "ContentNote",
    "CustodyEvent",
    "DataRequest",
    "DomainRest",
    "Draft",
    "EarlierAward",
    "EarlierLine",
    "EarlierPoint",
    "Evidence",
    "Fact",
    "Flag",
    "Holder",
    "IdentityAssertion",
    "IndexPoint",
    "Institution",
    "LegalBasis",
    "LegalInstrument",
    "Letter",
    "ListEdition",
    "ListLine",
    "ListRow",
    "LostMailbox",
    "LostProperty",
    "Message",
    "NameForm",
    "OpenDecision",
    "Operation",
    "OutsideArchive",
    "PaperLetter",
    "Person",
    "PersonMention",
    "PersonNumber",
    "Place",
    "QuestionnaireVersion",
    "QueueEntry",
    "QueueTally",
    "Receipt",
    "Recording",
    "Redaction",
    "Relationship",
    "Reminder",
    "RepressionEpisode",
    "Requirement",
    "Restraint",
    "RouteLeg",
    "SealedAnswers",
    "Segment",
    "Sketch",
    "SourceList",
    "StoredFile",
    "Submission",
    "Submitter",
    "Switch",
    "TargetProfile",
    "Testimony",
    "Transcript",
    "Transcription",
    "Upload",
    "Weighing",
]
