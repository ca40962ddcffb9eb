"""What can go wrong when a date is worked out. Every text is a sentence for the person who asked."""


class DeadlineError(ValueError):
    """A date cannot be worked out from what was given. `field` names the fact at fault, if one is."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class UnknownRule(DeadlineError, KeyError):
    """No rule has this code."""

    def __str__(self) -> str:
        return self.message


class BadDate(DeadlineError):
    """Not a date, or not the kind of start this rule needs (a date, or a calendar year)."""


class InconsistentFacts(DeadlineError):
    """Two facts contradict each other, or one is missing its other half."""


class OutsideCalendar(DeadlineError):
    """Working days are asked for in a year whose bank holidays are not held."""
