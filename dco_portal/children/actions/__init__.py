"""What people do with children's records: the only writers of this app's models."""

from dco_portal.children.actions.carers import add_carer, end_carer, update_carer
from dco_portal.children.actions.involvement import involve, release
from dco_portal.children.actions.many import Part, involve_many, match_or_create_many
from dco_portal.children.actions.matching import find_or_add, in_scope
from dco_portal.children.actions.needs import add_need, end_need
from dco_portal.children.actions.record import (
    create,
    match_or_create,
    note_search,
    set_voice,
    update,
)

__all__ = [
    "Part",
    "add_carer",
    "add_need",
    "create",
    "end_carer",
    "end_need",
    "find_or_add",
    "in_scope",
    "involve",
    "involve_many",
    "match_or_create",
    "match_or_create_many",
    "note_search",
    "release",
    "set_voice",
    "update",
    "update_carer",
]
