"""Children and young people, their parents or carers, what they need, and who has a part in a case."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dco_portal.accounts.models import User
from dco_portal.children.scope import ChildQuerySet
from dco_portal.common.clock import today
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService


class Child(Stamped):
    """A child or young person, 0 to 25."""

    class NoNumber(models.TextChoices):
        NEWBORN = "newborn", "Newborn, not given yet"
        OVERSEAS = "overseas", "Came from abroad, not registered with the NHS"
        NOT_SUPPLIED = "not_supplied", "Not supplied by the organisation that asked"
        PROTECTED = "protected", "Withheld for the child's protection"

    class Verified(models.TextChoices):
        GIVEN = "given", "As given, not checked against NHS records"
        CHECKED = "checked", "Checked against NHS records"

    class Capacity(models.TextChoices):
        NOT_CONSIDERED = "", "Not considered"
        HAS = "has", "Can decide for themselves about this"
        LACKS = "lacks", "Cannot decide for themselves about this"

    reference = models.CharField(max_length=20, unique=True, help_text="Such as CYP-2026-000123.")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    born_on = models.DateField()
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    nhs_number_status = models.CharField(max_length=10, choices=Verified, default=Verified.GIVEN)
    nhs_number_missing = models.CharField(
        "why not known", max_length=14, choices=NoNumber, blank=True
    )
    upn = models.CharField("UPN", max_length=13, blank=True)
    home_la = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="children_of_la"
    )
    icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="children_of_icb")
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    setting = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children_of_setting",
    )
    setting_name = models.CharField(max_length=200, blank=True)
    # From 16 the young person's own voice.
    own_email = models.EmailField(blank=True)
    own_telephone = models.CharField(max_length=30, blank=True)
    wishes = models.TextField("the young person's wishes", blank=True)
    capacity = models.CharField(
        max_length=6, choices=Capacity, blank=True, default=Capacity.NOT_CONSIDERED
    )
    capacity_decided_on = models.DateField(null=True, blank=True)
    capacity_basis = models.TextField(blank=True)
    # Search: folded name and its trigrams (the embedded Postgres has no pg_trgm).
    search_name = models.CharField(max_length=250, editable=False)
    search_trigrams = ArrayField(models.CharField(max_length=3), editable=False, default=list)

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            models.UniqueConstraint(
                fields=["nhs_number"], condition=~Q(nhs_number=""), name="child_nhs_number_once"
            ),
            models.UniqueConstraint(fields=["upn"], condition=~Q(upn=""), name="child_upn_once"),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="child_nhs_number_format",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") ^ Q(nhs_number_missing=""),
                name="child_nhs_number_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(capacity="") | Q(capacity_decided_on__isnull=False),
                name="child_capacity_is_dated",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_trigrams"], name="child_trigrams"),
            models.Index(fields=["born_on"], name="child_born_on"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


class Carer(Stamped):
    """A parent or carer. Contact restrictions here bind every letter, mail and family link."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="carers")
    name = models.CharField(max_length=120)
    relationship = models.CharField(max_length=60)
    parental_responsibility = models.BooleanField(null=True)
    lives_with_child = models.BooleanField(default=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    never_write = models.BooleanField("never write to this person", default=False)
    address_hidden = models.BooleanField("keep this address from everyone else", default=False)
    restriction_reason = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(never_write=False) | ~Q(restriction_reason=""),
                name="carer_never_write_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Carer {self.pk}"


class CommunicationNeed(Stamped):
    """What a child or carer needs to read, hear or understand (Accessible Information Standard)."""

    class Kind(models.TextChoices):
        LARGE_PRINT = "large_print", "Large print"
        EASY_READ = "easy_read", "Easy Read"
        BRAILLE = "braille", "Braille"
        AUDIO = "audio", "Audio"
        BSL = "bsl", "British Sign Language interpreter"
        INTERPRETER = "interpreter", "Interpreter"
        TRANSLATION = "translation", "Written translation"
        SYMBOLS = "symbols", "Symbols or pictures"
        ADVOCATE = "advocate", "Advocate or supporter"
        EMAIL = "email", "By e-mail so that it can be read aloud"
        OTHER = "other", "Something else"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="communication_needs")
    carer = models.ForeignKey(
        Carer, null=True, blank=True, on_delete=models.PROTECT, related_name="communication_needs"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    detail = models.CharField(
        max_length=200, blank=True, help_text="Such as the language, or the size of print."
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "carer", "kind"], condition=Q(ended_on=None), nulls_distinct=False,
                name="communication_need_once_while_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class Involvement(Stamped):
    """An organisation's (or one service's, or one person's) part in one case of one child.

    Who may see a child follows from these rows alone. `case_kind` and `case_id` name the record
    the part is in, such as an `ehcp.request` or an `ehcp.contribution`.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="involvements")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="involvements"
    )
    service = models.ForeignKey(ProviderService, null=True, blank=True, on_delete=models.PROTECT)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=120)
    case_kind = models.CharField(max_length=40)
    case_id = models.UUIDField()
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "organisation", "service", "user"], condition=Q(ends_on=None),
                nulls_distinct=False, name="involvement_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="involvement_ends_after_start"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["child", "organisation"], name="involvement_child"),
            models.Index(fields=["case_id", "organisation"], name="involvement_case"),
            models.Index(fields=["organisation", "child"], name="involvement_org"),
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}"
