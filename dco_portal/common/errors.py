"""Domain errors. `dco_portal.middleware` turns each into its page once: 403, 404, 409."""


class DomainError(Exception):
    """A rule of the service stopped an action. The text is a sentence for the person."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(DomainError):
    """In scope, but this person may not do it (403)."""


class NotFound(DomainError):
    """Not there, or out of this person's scope: the two look the same (404)."""


class Conflict(DomainError):
    """Somebody else acted first, or the state no longer allows it; says who did what (409)."""


class Invalid(DomainError):
    """What was given breaks a rule. `errors` maps a form field (or None) to a sentence."""

    def __init__(self, errors: dict[str | None, str] | str) -> None:
        self.errors: dict[str | None, str] = {None: errors} if isinstance(errors, str) else errors
        super().__init__(" ".join(self.errors.values()))

    def add_to(self, form) -> None:
        """Put each sentence beside its field, or on top of the form where it has none."""
        for field, message in self.errors.items():
            form.add_error(field if field in form.fields else None, message)
