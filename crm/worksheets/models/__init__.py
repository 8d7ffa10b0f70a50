"""The tables of cases, tags, agencies and canned replies."""

from crm.worksheets.models.agencies import Agency, Dispatch, DispatchState
from crm.worksheets.models.canned import CannedReply, Counter, ForbiddenWord
from crm.worksheets.models.labels import Label
from crm.worksheets.models.learning import TagModel
from crm.worksheets.models.proposals import ProposalState, WorksheetProposal
from crm.worksheets.models.tags import ConversationTag, Tag, TagKeyword, TagKind, TopicOffice
from crm.worksheets.models.urgent import Escalation, EscalationContact
from crm.worksheets.models.worksheets import (
    Outcome,
    Photo,
    ReplyPurpose,
    Source,
    Stage,
    SurveyAnswer,
    ToldHow,
    Worksheet,
    WorksheetEvent,
    WorksheetMessage,
    WorksheetReply,
    WorksheetTopic,
)

__all__ = [
    "Agency",
    "CannedReply",
    "ConversationTag",
    "Counter",
    "Dispatch",
    "DispatchState",
    "Escalation",
    "EscalationContact",
    "ForbiddenWord",
    "Label",
    "Outcome",
    "Photo",
    "ProposalState",
    "ReplyPurpose",
    "Source",
    "Stage",
    "SurveyAnswer",
    "Tag",
    "TagKeyword",
    "TagKind",
    "TagModel",
    "ToldHow",
    "TopicOffice",
    "Worksheet",
    "WorksheetEvent",
    "WorksheetMessage",
    "WorksheetProposal",
    "WorksheetReply",
    "WorksheetTopic",
]
