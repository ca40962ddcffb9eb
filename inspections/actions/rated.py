"""Writing ratings with their history. The calling action holds the action's lock, and audits."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid
from inspections.models import Action, RatingChange
from inspections.queries import evidence
from inspections.rules import ratings
from inspections.states import Rating, Scale

ONE_DAY = dt.timedelta(days=1)


def write(
    action: Action, scale: str, after: str, *, by: User | None, words: str, on: dt.date
) -> None:
    """Set one rating and keep what it was. `by` is None for the portal itself."""
    before = getattr(action, scale)
    if before == after:
        return
    setattr(action, scale, after)
    action.save(update_fields=[scale, "updated_at"])
    RatingChange.objects.create(
        plan_id=action.plan_id, action=action, scale=scale, before=before, after=after, words=words, on=on, by=by
    )  # fmt: skip


def catch_up(action: Action, on: dt.date, *, since: dt.date | None = None) -> list[str]:
    """Write down what the passing of the due date has done: the scales that are red from now on.

    It counts from the day after the due date, however many nights were missed, or from `since`.
    """
    late = [
        scale.value
        for scale in Scale
        if ratings.shown(
            rating=getattr(action, scale), due_on=action.due_on, state=action.state, on=on
        )
        != getattr(action, scale)
    ]
    if late:
        last = action.rating_changes.order_by("-on").values_list("on", flat=True).first()
        day = max(filter(None, (action.due_on + ONE_DAY, since, last)))
        for scale in late:
            words = f"It was due on {action.due_on:%-d %B %Y} and is still open."
            write(action, scale, Rating.RED, by=None, words=words, on=day)
    return late


def apply(
    action: Action, *, by: User, delivery: str, impact: str, words: str, on: dt.date
) -> list[str]:
    """Give both ratings, each by the rules; the scales that changed.

    Raises Invalid beside `delivery`, `impact` or `words`: then nothing of it stands.
    """
    catch_up(action, on)
    given = {Scale.DELIVERY.value: delivery, Scale.IMPACT.value: impact}
    changed = [scale for scale, after in given.items() if getattr(action, scale) != after]
    proven = evidence.proven(action.pk) if Rating.BLUE in given.values() else False
    faults: dict[str | None, str] = {}
    for scale in changed:
        try:
            ratings.check(
                scale=scale, before=getattr(action, scale), after=given[scale], words=words,
                due_on=action.due_on, state=action.state, on=on, proven=proven,
            )  # fmt: skip
        except Invalid as error:
            faults |= error.errors
    if faults:
        raise Invalid(faults)
    for scale in changed:
        write(action, scale, given[scale], by=by, words=words.strip(), on=on)
    return changed


def bring_down(action: Action, *, why: str, on: dt.date, scales: tuple[str, ...]) -> list[str]:
    """Take away the blue of these scales, in the portal's own name; which had one."""
    fallen = [scale for scale in scales if getattr(action, scale) == Rating.BLUE]
    for scale in fallen:
        after = ratings.without_proof(due_on=action.due_on, state=action.state, on=on)
        write(action, scale, after, by=None, words=why, on=on)
    return fallen
