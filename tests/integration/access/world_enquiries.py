"""What the access matrix needs of enquiries in each area."""

from types import SimpleNamespace
from typing import Any

from dco_portal.documents.models import Attachment
from enquiries.actions import answers, asks, desk, incoming, tell, templates, thread
from enquiries.models import HeldMessage
from tests.advice_scene import report
from tests.enquiry_scene import ask, ask_without_account
from tests.factories.accounts import person
from tests.integration.enquiries.test_mail_in import letter, with_file


def furnish(area: Any) -> None:
    """Adds enquiries at every stage, a specialist's question and answers, under `area.enquiries`."""
    senco, dco = area["senco"], area["dco"]
    asked = ask(senco, area, child_details=True)
    message = thread.follow_up(by=senco, enquiry_id=asked.pk, text="A picture", upload=report())
    about_child = ask(area["la_officer"], area, topic="child", child_reference=area.child.reference)
    on_hold = desk.hold(by=dco, enquiry_id=ask(senco, area).pk, reason="Asking", until=None)
    resolved = desk.resolve(by=dco, enquiry_id=ask(senco, area).pk, reason="Said by telephone")
    by_parent = ask_without_account(area, confirmed=True)
    token = tell.give_link(by_parent, "link_days")
    theirs = thread.follow_up_by_link(token=token, text="And this", upload=report())
    question = asks.ask(
        by=dco,
        enquiry_id=asked.pk,
        service=area.service,
        person=area["clinician"],
        question="Your view?",
    )
    answered = asks.ask(
        by=dco,
        enquiry_id=by_parent.pk,
        service=area.service,
        person=area["clinician"],
        question="And here?",
    )
    answered = asks.answer(
        by=area["clinician"], ask_id=answered.pk, text="Like this", upload=report()
    )
    area.enquiries = SimpleNamespace(
        asked=asked, about_child=about_child, on_hold=on_hold, resolved=resolved, by_parent=by_parent,
        token=token, ask=question, answered=answered, file=_file(message), parent_file=_file(theirs),
        answered_file=_file(answered.message),
        template=templates.add(by=dco, name="Thanks", topic="", text="Thank you for asking."),
        **_answers(area),
        **_mails(area, asked),
    )  # fmt: skip


def _answers(area: Any) -> dict[str, Any]:
    """A draft, one that waits for its approver (written by a colleague), and a published one."""
    writer = person("coordinator", area.icb)
    words = {"question": "Who gives medicines?", "text": "Trained staff.", "topic": "medical"}
    draft, checking, published = (answers.begin(by=writer, **words) for _ in range(3))
    for row in (checking, published):
        answers.submit(by=writer, answer_id=row.pk)
    published = answers.approve(by=area["dco"], answer_id=published.pk, number=1)
    return {"draft": draft, "checking": checking, "published": published}


def _mails(area: Any, asked: Any) -> dict[str, Any]:
    """Two mails from an address that did not ask, one with a file, one discarded."""
    for name in ("held", "discarded"):
        raw = letter(asked, f"{name}-{area.icb.slug}@x.example")
        incoming.take(raw=with_file(raw, report().read(), "a.pdf"))
    held, discarded = HeldMessage.objects.filter(icb=area.icb).order_by("created_at")
    incoming.discard(by=area["dco"], held_id=discarded.pk)
    file = Attachment.objects.get(owner_kind="enquiries.held", owner_id=held.pk)
    return {"mail": held, "discarded": discarded, "mail_file": file}


def _file(message: Any) -> Attachment:
    return Attachment.objects.get(owner_kind="enquiries.message", owner_id=message.pk)
