"""The audit trail: append-only rows of plain values, guarded by database triggers."""

from django.db import models

from dco_portal.common.ids import new_id


class AuditEvent(models.Model):
    """Who did or saw what, for which organisation, when. Never changed, never read by features."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    request_id = models.CharField(max_length=64)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40, blank=True)
    organisation_id = models.UUIDField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    child_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["child_id", "at"], name="audit_child"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["object_id", "at"], name="audit_object"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
