"""Publishing an answer takes two people: one writes, another approves."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from enquiries.models import Answer, AnswerVersion
from enquiries.rules.personal import Finding
from enquiries.states import AnswerState

V = AnswerVersion.State


def check_may_publish(user: User) -> None:
    """Answers are written and approved by the DCO team. Raises NotAllowed."""
    if not user.may(P.TRIAGE) or user.organisation is None:
        raise NotAllowed("Only the DCO team writes published answers.")


def check_of_board(user: User, answer: Answer) -> None:
    """Raises NotAllowed for anybody but the DCO team whose answer it is."""
    check_may_publish(user)
    if user.organisation is None or user.organisation.pk != answer.icb_id:
        raise NotAllowed("Only the DCO team whose answer this is may do this.")


def change_of(answer: Answer) -> AnswerVersion | None:
    """The version that is being written or checked, if there is one."""
    return (
        answer.versions.filter(state__in=[V.DRAFT, V.CHECKING]).select_related("written_by").first()
    )


def check_words(question: str, text: str) -> None:
    """Both must be there. Raises Invalid."""
    errors: dict[str | None, str] = {}
    if not question.strip():
        errors["question"] = "Write the question as anybody might ask it"
    if not text.strip():
        errors["text"] = "Write the answer"
    if errors:
        raise Invalid(errors)


def check_can_write(user: User, answer: Answer) -> None:
    """The DCO team; not while a version waits for its approver."""
    check_of_board(user, answer)
    change = change_of(answer)
    if change and change.state == V.CHECKING:
        raise Conflict(
            f"Version {change.number} by {change.written_by.name} waits for its approver. "
            "It can be changed once it was sent back."
        )


def check_can_approve(user: User, answer: Answer) -> None:
    """Somebody of the DCO team who did not write it."""
    check_of_board(user, answer)
    change = change_of(answer)
    if change is None or change.state != V.CHECKING:
        last = answer.versions.select_related("checked_by").order_by("-number").first()
        if last and last.checked_by:
            raise Conflict(f"{last.checked_by.name} has dealt with version {last.number} already.")
        raise Conflict("There is nothing to approve.")
    if change.written_by_id == user.pk:
        raise NotAllowed("You wrote this version. Somebody else of the team must approve it.")


def check_findings(findings: list[Finding], looked: bool) -> None:
    """What points at a person keeps an answer from being published. Raises Invalid.

    An NHS number or an e-mail address never goes out; anything else when the approver has looked at it.
    """
    if any(finding.never for finding in findings):
        raise Invalid("It holds an NHS number or an e-mail address. Send it back to the writer.")
    if findings and not looked:
        raise Invalid({"looked": "Say that you have looked at each of the marked places"})


def check_can_withdraw(user: User, answer: Answer) -> None:
    """The DCO team, while it is not withdrawn already."""
    check_of_board(user, answer)
    if answer.state == AnswerState.WITHDRAWN:
        raise Conflict(f"{answer.reference} is withdrawn already.")


def check_can_review(user: User, answer: Answer) -> None:
    """The DCO team says that what is published is still right."""
    check_of_board(user, answer)
    if answer.state != AnswerState.PUBLISHED:
        raise Conflict(f"{answer.reference} is not published.")


can_write = answers(check_can_write)
can_approve = answers(check_can_approve)
can_withdraw = answers(check_can_withdraw)
can_review = answers(check_can_review)
