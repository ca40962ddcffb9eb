"""Notifications of under-5s (Children and Families Act 2014 s.23): drafts, what was sent, what came of it.

Two engineers build this app. The core (models, states, rules, wizard, sending, the case page, lists, thread, DCO and LA
steps, worklist, demo) is one's; the other's are `letters.py`, `documents.py`, `tasks.py`, `actions/{imports,onward,prompts}.py`,
`queries/{lookup,times,export}.py`, `views/{imports,lookup,times,onward}.py` with their templates and tests: they write
`NotificationImport`, `ImportRow`, `OnwardReferral`, `Prompt` and set `Notification.notice_document` / `parent_letter`.
Where they meet:
- an import row becomes `data` in the shape of `rules.drafts.Section` and goes through `actions.sending.send(by=, data=,
  channel="import", their_reference=)`, the same checks as the form's; `their_reference` makes a second import add nothing;
- `actions.sending.send` and `actions.routing.correct` call `documents.prepare(notification, by=)` once it is there;
- prompts react to the columns of the row (state, la, csa_on, la_since); nobody needs to call them.
New columns: add a migration, never change 0001.
"""

from referrals.models.draft import NotificationDraft
from referrals.models.followup import OnwardReferral, Prompt
from referrals.models.imports import ImportRow, NotificationImport
from referrals.models.notification import How, LaCorrection, Need, Notification, VoluntaryNamed
from referrals.models.thread import Message, StateChange

__all__ = [
    "How", "ImportRow", "LaCorrection", "Message", "Need", "Notification", "NotificationDraft", "NotificationImport", "OnwardReferral",
    "Prompt", "StateChange", "VoluntaryNamed",
]  # fmt: skip
