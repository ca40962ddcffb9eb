"""Who puts a question to a specialist, who answers it, and when."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.organisations.models import ProviderService
from enquiries.models import Enquiry, SpecialistAsk
from enquiries.rules.desk import check_of_team
from enquiries.states import AskState


def specialists(service: ProviderService) -> list[User]:
    """Who of a service may be asked: its clinicians and its leads."""
    writers = people(service.provider, P.WRITE_ADVICE, service=service)
    leads = people(service.provider, P.ALLOCATE, service=service)
    return list(writers | leads)


def check_question(
    enquiry: Enquiry, service: ProviderService, person: User | None, question: str
) -> None:
    """An open service, one of its own people, words, and not the same service twice at once."""
    errors: dict[str | None, str] = {}
    if service.closed_on:
        errors["service"] = f"{service.name} has closed. Choose another service"
    elif enquiry.asks.filter(service=service, state=AskState.ASKED).exists():
        errors["service"] = f"{service.name} has been asked already and has not answered yet"
    if person and person.pk not in {each.pk for each in specialists(service)}:
        errors["person"] = "Choose somebody of this service"
    if not question.strip():
        errors["question"] = "Write what you ask them"
    if errors:
        raise Invalid(errors)


def check_can_answer(user: User, ask: SpecialistAsk) -> None:
    """A clinician or lead of the service, while the question is open."""
    inside = user.organisation is not None and user.organisation.pk == ask.service.provider_id
    if not inside or not (user.may(P.WRITE_ADVICE) or user.may(P.ALLOCATE)):
        raise NotAllowed("Only the service that was asked can answer.")
    if ask.state == AskState.ANSWERED:
        assert ask.answered_by is not None
        raise Conflict(f"{ask.answered_by.name} has answered this already.")
    if ask.state == AskState.WITHDRAWN:
        raise Conflict("The DCO team does not need this answer any more.")


def check_can_withdraw(user: User, ask: SpecialistAsk) -> None:
    """The DCO team, while the question is open."""
    check_of_team(user, ask.enquiry)
    if ask.state != AskState.ASKED:
        raise Conflict(f"This question is now “{ask.get_state_display()}”.")


can_answer = answers(check_can_answer)
can_withdraw = answers(check_can_withdraw)
