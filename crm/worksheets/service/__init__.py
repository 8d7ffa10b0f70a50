"""What changes a case, its tags, its stage, its numbers and its agencies."""

from crm.worksheets.service.canned import change_canned_reply
from crm.worksheets.service.closing import (
    AlreadyClosed,
    NotClosed,
    close,
    reopen,
    reopen_by_citizen,
)
from crm.worksheets.service.dispatching import (
    AlreadyDispatched,
    NotWithAgency,
    accept,
    chase,
    dispatch,
    done,
    pass_on,
    returned,
)
from crm.worksheets.service.duplicates import (
    NotDuplicate,
    SameCase,
    merge_duplicate,
    split_duplicate,
)
from crm.worksheets.service.editing import assign, describe, set_urgent
from crm.worksheets.service.filing import (
    AlreadyNumbered,
    NumberMissing,
    file_in_mis,
    give_own_number,
    set_case_number,
)
from crm.worksheets.service.learning import change_keywords, keep_model
from crm.worksheets.service.opening import add_messages, open_elsewhere, open_worksheet
from crm.worksheets.service.people import (
    follow_customer,
    follow_identity,
    reporter_of,
    return_to_customer,
    withhold_name,
)
from crm.worksheets.service.photos import (
    LARGEST_FILE,
    NotAPhoto,
    PhotoKnown,
    PhotoTooLarge,
    TooManyPhotos,
    add_photo,
    redraw,
)
from crm.worksheets.service.placing import NoSuchPoint, Place, set_place
from crm.worksheets.service.proposing import (
    AlreadyDecided,
    accept_proposal,
    propose_tags,
    refuse_proposal,
)
from crm.worksheets.service.stages import set_stage
from crm.worksheets.service.surveying import AlreadyAnswered, NoSuchScore, answer_survey
from crm.worksheets.service.tags import ReasonMissing, set_tag, set_tags, unset_tag
from crm.worksheets.service.telling import (
    NoNumberYet,
    ResultMissing,
    bind_reply,
    note_answered,
    note_sent,
    send_number,
    send_result,
    tell_otherwise,
)

__all__ = [
    "LARGEST_FILE",
    "AlreadyAnswered",
    "AlreadyClosed",
    "AlreadyDecided",
    "AlreadyDispatched",
    "AlreadyNumbered",
    "NoNumberYet",
    "NoSuchPoint",
    "NoSuchScore",
    "NotAPhoto",
    "NotClosed",
    "NotDuplicate",
    "NotWithAgency",
    "NumberMissing",
    "PhotoKnown",
    "PhotoTooLarge",
    "Place",
    "ReasonMissing",
    "ResultMissing",
    "SameCase",
    "TooManyPhotos",
    "accept",
    "accept_proposal",
    "add_messages",
    "add_photo",
    "answer_survey",
    "assign",
    "bind_reply",
    "change_canned_reply",
    "change_keywords",
    "chase",
    "close",
    "describe",
    "dispatch",
    "done",
    "file_in_mis",
    "follow_customer",
    "follow_identity",
    "give_own_number",
    "keep_model",
    "merge_duplicate",
    "note_answered",
    "note_sent",
    "open_elsewhere",
    "open_worksheet",
    "pass_on",
    "propose_tags",
    "redraw",
    "refuse_proposal",
    "reopen",
    "reopen_by_citizen",
    "reporter_of",
    "return_to_customer",
    "returned",
    "send_number",
    "send_result",
    "set_case_number",
    "set_place",
    "set_stage",
    "set_tag",
    "set_tags",
    "set_urgent",
    "split_duplicate",
    "tell_otherwise",
    "unset_tag",
    "withhold_name",
]
