"""People, their memberships, invitations, and the DCO team of each place."""

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.roles import CHOICES, ROLES, Role
from dco_portal.accounts.scope import InvitationQuerySet, MembershipQuerySet
from dco_portal.common.clock import now, today
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, Place, ProviderService


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user with this address, lower-cased; without a password they cannot sign in yet."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """A user who may open Django admin (reference data only); gets no clinical record by it."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Stamped):
    """A professional who signs in. What they may do comes from the membership they act in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    profession = models.CharField(max_length=80, blank=True)
    regulator = models.CharField(max_length=20, blank=True)
    registration_number = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    digest = models.BooleanField("one e-mail a day instead of one each time", default=False)
    calendar_token = models.CharField(max_length=64, blank=True, editable=False)
    left_on = models.DateField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(
                fields=["calendar_token"],
                condition=~Q(calendar_token=""),
                name="user_calendar_token_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def memberships_now(self) -> list["Membership"]:
        """Memberships in force today, with organisation and service, the oldest first."""
        return list(
            self.memberships.in_force()
            .select_related("organisation", "service")
            .order_by("created_at", "pk")
        )

    @cached_property
    def membership(self) -> "Membership | None":
        """The membership acted in: the middleware sets the one chosen; else the first in force."""
        return self.memberships_now[0] if self.is_active and self.memberships_now else None

    def act_in(self, membership: "Membership | None") -> "User":
        """Act in this membership from now on (this object only)."""
        self.membership = membership
        return self

    @property
    def organisation(self) -> Organisation | None:
        """The organisation acted for, or None."""
        return self.membership.organisation if self.membership else None

    @property
    def role(self) -> Role | None:
        """The role acted in, or None."""
        return ROLES[self.membership.role] if self.membership else None

    def may(self, permission: Permission) -> bool:
        """Whether the role acted in carries this permission."""
        return self.role is not None and permission in self.role.permissions


class Membership(Stamped):
    """A person's part in an organisation: role, and for clinicians the service. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    service = models.ForeignKey(
        ProviderService, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=CHOICES)
    started_on = models.DateField(default=today)
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "service", "role"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                name="membership_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_team")]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.label}"

    @property
    def label(self) -> str:
        """Role and organisation in words, such as "Clinician, Northshire Health"."""
        where = f"{self.service.name}, " if self.service else ""
        return f"{ROLES[self.role].name}, {where}{self.organisation.label}"


class Invitation(Stamped):
    """A single-use, expiring invitation to join an organisation in a role."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    service = models.ForeignKey(ProviderService, null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField(max_length=30, choices=CHOICES)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the link's token."
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), F("organisation"), F("role"),
                condition=Q(accepted_at=None, withdrawn_at=None), name="invitation_once_while_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Invitation to {self.organisation.label}"

    @property
    def open(self) -> bool:
        """Whether its link still works."""
        return not (self.accepted_at or self.withdrawn_at) and self.expires_at > now()


class AccountMail(Stamped):
    """A mail about somebody's account, owed until sent. Its text, which may hold a link that signs
    a person in, is wiped when it is sent."""

    email = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(body=""), name="account_mail_wiped_when_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class PlaceDuty(Stamped):
    """A person's turn as DCO or DMO of a place, or as cover for one, from a day to a day."""

    class Duty(models.TextChoices):
        DCO = "dco", "DCO"
        DMO = "dmo", "DMO"
        COVER = "cover", "Cover"

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="duties")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=6, choices=Duty)
    covers = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="covered_by"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place__name", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="duty_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(duty="cover") ^ Q(covers=None), name="duty_cover_names_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} for {self.place}"


class Cover(Stamped):
    """One person stands in for another at work: reminders and lists go to both while it lasts."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stand_ins")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cover_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(absent=F("stand_in")), name="cover_by_another"),
        ]

    def __str__(self) -> str:
        return f"Cover {self.starts_on} to {self.ends_on}"
