"""What is said about an enquiry: messages, questions to a specialist, templates, mails held back."""

from django.db import models
from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.common.models import Stamped
from dco_portal.organisations.models import Organisation, ProviderService
from enquiries.models.enquiry import Enquiry
from enquiries.models.scope import AskQuerySet, TeamQuerySet
from enquiries.states import AskState, Topic


class Source(models.TextChoices):
    PORTAL = "portal", "Signed in"
    LINK = "link", "By private link"
    EMAIL = "email", "By e-mail"


class Message(Stamped):
    """One entry of a thread. Notes and specialists' answers are never shown to the asker.

    `author` is empty for an asker without an account. `message_id` is the Message-ID of a mail that
    came in, so that the same mail is one message. Files belong to it as `enquiries.message`.
    """

    class Kind(models.TextChoices):
        FROM_ASKER = "from_asker", "From the asker"
        REPLY = "reply", "Reply to the asker"
        NOTE = "note", "Internal note"
        SPECIALIST = "specialist", "Specialist’s answer"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField()
    source = models.CharField(max_length=6, choices=Source, default=Source.PORTAL)
    message_id = models.CharField(max_length=255, blank=True)
    answer = models.ForeignKey(
        "enquiries.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="message_mail_once"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(kind="from_asker"),
                name="message_of_the_team_has_author",
            ),
            models.CheckConstraint(
                condition=~Q(source="email") | ~Q(message_id=""), name="message_mail_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["enquiry", "created_at", "id"], name="message_thread"),
            models.Index(
                fields=["answer"], name="message_answer_used", condition=Q(answer__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"


class SpecialistAsk(Stamped):
    """A question put to one service (or one of its people) inside a thread.

    They see this question, and the enquiry's own words only where `share_words` says so. Their
    answer stays inside health until the team uses it in a reply.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="asks")
    service = models.ForeignKey(ProviderService, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.TextField()
    share_words = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=AskState, default=AskState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(help_text="Wanted by: local policy.")
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="ask"
    )
    used_in = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="drew_on"
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(message__isnull=False),
                name="ask_answered_has_words",
            ),
        ]
        indexes = [models.Index(fields=["service", "state"], name="ask_service")]

    def __str__(self) -> str:
        return f"{self.enquiry.reference}: {self.service.name}"


class Template(Stamped):
    """Words the DCO team uses again: a beginning for a reply, to be changed before it is sent."""

    icb = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="enquiry_templates"
    )
    name = models.CharField(max_length=80)
    topic = models.CharField(max_length=12, choices=Topic, blank=True)
    text = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["icb", "name"], condition=Q(retired_at=None), name="template_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class HeldMessage(Stamped):
    """A mail that came in and was not put into a thread by itself; the DCO team decides.

    Its files belong to it as `enquiries.held`. `enquiry` is the thread it named, where it named one.
    """

    class Reason(models.TextChoices):
        UNKNOWN_SENDER = "unknown_sender", "The sender is not the one who asked"
        NO_THREAD = "no_thread", "It answers no enquiry we know"
        TOO_BIG = "too_big", "It is larger than we take"
        BAD_FILE = "bad_file", "A file in it was not taken"
        CLOSED = "closed", "The enquiry it answers cannot go on"
        TOO_MANY = "too_many", "Too many mails from this sender"

    class State(models.TextChoices):
        HELD = "held", "Held"
        ADDED = "added", "Put into a thread"
        DISCARDED = "discarded", "Discarded"

    icb = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="held_mails"
    )
    enquiry = models.ForeignKey(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=16, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="held_mail_once"
            ),
            models.CheckConstraint(
                condition=Q(state="held") ^ Q(decided_by__isnull=False), name="held_decided_by_whom"
            ),
        ]
        indexes = [
            models.Index(
                fields=["icb", "-created_at"], name="held_waiting", condition=Q(state="held")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.created_at:%Y-%m-%d}"
