"""What comes before a request: the LA's early notice, an unfinished form, an uploaded list."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.children.models import Child
from dco_portal.children.scope import ScopedQuerySet
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.models.request import AdviceRequest


class OwnQuerySet(models.QuerySet):
    """Records of the organisation that makes them, before anybody else has a part."""

    def visible_to(self, user: User) -> "OwnQuerySet":
        """Those of the organisation acted for, for whoever asks for advice or enters it there."""
        may = user.may(Permission.REQUEST_ADVICE) or user.may(Permission.ENTER_FOR_LA)
        if user.organisation is None or not may:
            return self.none()
        return self.filter(organisation=user.organisation)


class ConsiderNotice(Stamped):
    """The LA's notice that an assessment is being considered (EHC-CONSIDER-NOTICE, reg 4(2))."""

    class State(models.TextChoices):
        OPEN = "open", "Services are being asked"
        CHECKED = "checked", "All services answered"
        REQUESTED = "requested", "Followed by a request"
        CLOSED = "closed", "Closed: no assessment"

    reference = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consider_notices")
    la = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consider_notices_sent"
    )
    icb = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="consider_notices_received"
    )
    notice_on = models.DateField()
    received_on = models.DateField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    request = models.OneToOneField(
        AdviceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )
    closed_reason = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__gte=models.F("notice_on")), name="notice_received_after"
            ),
            models.CheckConstraint(
                condition=~Q(state="requested") | Q(request__isnull=False), name="notice_request"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ServiceCheck(Stamped):
    """Whether one service knows the child, asked on an early notice."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Not answered yet"
        KNOWN = "known", "Knows the child"
        KNOWN_BEFORE = "known_before", "Knew the child, discharged"
        WAITING_LIST = "waiting_list", "On the waiting list"
        NOT_KNOWN = "not_known", "Does not know the child"

    notice = models.ForeignKey(ConsiderNotice, on_delete=models.PROTECT, related_name="checks")
    service = models.ForeignKey(ProviderService, on_delete=models.PROTECT)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.WAITING)
    last_seen_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="checks_owned"
    )
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["service__name"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "service"], name="check_once_per_service")
        ]

    def __str__(self) -> str:
        return f"{self.notice.reference} {self.service.name}"


class RequestDraft(Stamped):
    """A request being filled in, section by section; seen by the organisation that is filling it in.

    `data` maps a section's name to its form's cleaned values as JSON.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT)
    data = models.JSONField(default=dict)
    lock = models.PositiveIntegerField(default=0)
    notice = models.ForeignKey(ConsiderNotice, null=True, blank=True, on_delete=models.PROTECT)
    request = models.OneToOneField(
        AdviceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-updated_at"], name="draft_list")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class RequestImport(Stamped):
    """An uploaded list of requests: read, reported row by row, and imported whole or not at all."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being read"
        CHECKED = "checked", "Read, ready to import"
        FAULTY = "faulty", "Has rows to mend"
        RUNNING = "running", "Being imported"
        IMPORTED = "imported", "Imported"
        FAILED = "failed", "Could not be read"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    rows = models.JSONField(
        default=list, help_text="Per row: number, errors, warnings, reference once imported."
    )
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(state="imported"),
                name="import_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.filename
