"""The local authority's request, its thread, its packs and its history."""

from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.children.scope import ScopedQuerySet
from dco_portal.common.models import Stamped
from dco_portal.documents.models import Document
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.states import REQUEST_OPEN, RequestState


class AdviceRequest(Stamped):
    """An LA's request for health advice for an EHC needs assessment (SI 2014/1530 reg 6(1)(c), 8)."""

    class Type(models.TextChoices):
        ASSESSMENT = "assessment", "EHC needs assessment"
        REASSESSMENT = "reassessment", "Re-assessment"
        TRIBUNAL = "tribunal", "Assessment ordered by the Tribunal"

    class Channel(models.TextChoices):
        PORTAL = "portal", "Through this portal"
        EMAIL = "email", "By e-mail"
        POST = "first_class_post", "By first class post"
        SIGNED_FOR = "signed_for", "By signed-for post"
        HAND = "hand", "By hand"

    reference = models.CharField(max_length=20, unique=True)
    type = models.CharField(max_length=14, choices=Type, default=Type.ASSESSMENT)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="advice_requests")
    la = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="advice_requests_made"
    )
    icb = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="advice_requests_received"
    )
    state = models.CharField(max_length=14, choices=RequestState, default=RequestState.RECEIVED)
    la_reference = models.CharField("the LA's own reference", max_length=40, blank=True)
    la_officer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="advice_requests_made"
    )
    coordinator = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="advice_requests_coordinated",
    )
    # Dates of the LA's own 20 weeks.
    assessment_requested_on = models.DateField(
        "the LA was asked to assess on", null=True, blank=True
    )
    decided_on = models.DateField("the LA decided to assess on")
    plan_due_on = models.DateField("the LA's 20 weeks end on", null=True, blank=True)
    # The health clock (EHC-HEALTH-6W or RA-HEALTH-6W): runs from receipt, never pauses.
    asked_on = models.DateField("the LA asked on")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.PORTAL)
    received_on = models.DateField("received on")
    receipt_policy = models.CharField(max_length=12, default="ACTUAL")
    clock_start = models.DateField()
    rule = models.CharField(max_length=20)
    due_on = models.DateField()
    service_date = models.DateField(help_text="Internal target for services: local policy.")
    # What is asked.
    question = models.TextField("what is asked")
    reason = models.TextField("why it is asked")
    needs_known = models.TextField("what is known of the child's needs", blank=True)
    family_views = models.TextField("views of the child and family", blank=True)
    consent = models.CharField(
        max_length=12,
        choices=[
            ("given", "Agreed to information being shared"),
            ("partly", "Agreed, with limits"),
            ("withheld", "Did not agree"),
            ("not_asked", "Not asked yet"),
        ],
    )
    consent_detail = models.TextField(blank=True)
    # Ends other than return.
    ended_reason = models.TextField(blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    forwarded_to = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="advice_requests_forwarded",
    )
    forwarded_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="forwarded_as"
    )
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="advice_requests_entered"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__gte=F("asked_on")), name="request_received_after_asked"
            ),
            models.CheckConstraint(
                condition=Q(asked_on__gte=F("decided_on")), name="request_asked_after_decided"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("clock_start")), name="request_due_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False),
                name="request_duplicate_names_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="forwarded") | Q(forwarded_to__isnull=False),
                name="request_forwarded_names_icb",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "refused"]) | ~Q(ended_reason=""),
                name="request_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-created_at"], name="request_child"),
            models.Index(
                fields=["icb", "due_on"],
                name="request_open_icb",
                condition=Q(state__in=sorted(REQUEST_OPEN)),
            ),
            # The list's first page walks it, whoever reads: it must not sort everything that is open.
            models.Index(
                fields=["due_on", "id"],
                name="request_open_due",
                condition=Q(state__in=sorted(REQUEST_OPEN)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @staticmethod
    def state_name(code: str) -> str:
        """A state's name in words, by its code."""
        return str(RequestState(code).label)


class KnownService(Stamped):
    """An NHS service or professional the family says knows the child."""

    request = models.ForeignKey(
        AdviceRequest, on_delete=models.PROTECT, related_name="known_services"
    )
    service = models.ForeignKey(ProviderService, null=True, blank=True, on_delete=models.PROTECT)
    described = models.CharField(max_length=200, blank=True, help_text="As the family said it.")
    professional = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False) | ~Q(described=""),
                name="known_service_says_which",
            )
        ]

    def __str__(self) -> str:
        return str(self.service or self.described)


class ExistingAdvice(Stamped):
    """Advice that parent, LA and author agree is sufficient, so it is not sought again (reg 6(4))."""

    request = models.ForeignKey(
        AdviceRequest, on_delete=models.PROTECT, related_name="existing_advice"
    )
    description = models.CharField(max_length=200)
    author_name = models.CharField(max_length=120)
    author_role = models.CharField(max_length=120, blank=True)
    service = models.ForeignKey(ProviderService, null=True, blank=True, on_delete=models.PROTECT)
    dated = models.DateField()
    author_agreed_on = models.DateField(null=True, blank=True)
    la_agreed_on = models.DateField(null=True, blank=True)
    family_agreed_on = models.DateField(null=True, blank=True)
    family_agreed_by = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.description

    @property
    def sufficient(self) -> bool:
        """All three agree: only then need the advice not be sought again."""
        return None not in (self.author_agreed_on, self.la_agreed_on, self.family_agreed_on)


class Message(Stamped):
    """One entry of the thread between the LA, the DCO team and services."""

    class Kind(models.TextChoices):
        ASK_LA = "ask_la", "Question to the local authority"
        FROM_LA = "from_la", "From the local authority"
        REPLY = "reply", "Reply"
        NOTE = "note", "Note inside health"

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    author = models.ForeignKey(User, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    text = models.TextField()
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"


class Pack(Stamped):
    """The assembled return to the LA: cover note, contributions, exceptions, chronology, as one PDF."""

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    cover_note = models.TextField()
    data = models.JSONField(
        help_text="The same content as structured data; shape in ehcp/documents.py."
    )
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="packs_sent")
    sent_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="packs_acknowledged"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="pack_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.request.reference} pack {self.number}"


class StateChange(models.Model):
    """Who moved what from which state to which, when and why. Never changed (database trigger)."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="changes")
    contribution = models.ForeignKey(
        "ehcp.Contribution", null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    by_role = models.CharField(max_length=40, blank=True)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
