"""Training, briefings and drop-in slots, and the places booked on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation
from dco_portal.practice.scope import BookingQuerySet, SessionQuerySet
from dco_portal.practice.states import BookingState, SessionState


class Session(Stamped):
    """A time people can book: a course, a briefing, or one slot of a drop-in with the DCO team."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Training"
        BRIEFING = "briefing", "Briefing"
        DROP_IN = "drop_in", "Drop-in with the DCO team"

    class Audience(models.TextChoices):
        ANYBODY = "anybody", "Anybody with a sign-in"
        PROVIDER = "provider", "Health providers"
        SCHOOL = "school", "Schools and colleges"
        LA = "la", "Local authorities"

    reference = models.CharField(max_length=20, unique=True)
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ANYBODY)
    title = models.CharField(max_length=120)
    about = models.TextField("what it is about", blank=True)
    where = models.CharField("where", max_length=200, help_text="A building, or “online”.")
    joining = models.TextField(
        "how to join", blank=True, help_text="Shown only to those who have a place."
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=1)
    each = models.PositiveSmallIntegerField(
        "most places for one organisation", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.DRAFT)
    cancelled_because = models.CharField(max_length=300, blank=True)
    lock = models.PositiveIntegerField(default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["icb", "starts_at", "id"], name="practice_session_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="practice_session_ends_later"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="practice_session_has_a_seat"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="practice_session_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Booking(Stamped):
    """A place for one person of an organisation."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attendee = models.CharField("who comes", max_length=120)
    attendee_role = models.CharField("their job", max_length=120, blank=True)
    topic = models.CharField("what you would like to talk about", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.BOOKED)
    attended = models.BooleanField(null=True)
    certificate = models.UUIDField("document of the certificate", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="practice_booking_org_idx")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organisation", "attendee"],
                condition=~Q(state="cancelled"),
                name="practice_booking_once",
            ),
            models.CheckConstraint(
                condition=Q(attended=None) | Q(state="booked"), name="practice_attended_was_booked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_state_display()}"
