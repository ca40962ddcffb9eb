"""The audit trail cannot be changed, not even by the portal's own database account."""

import pytest
from django.db import DatabaseError, connection, transaction

from dco_portal import audit
from dco_portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    audit.record("tested", by=None)
    return AuditEvent.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(verb="other"),
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: connection.cursor().execute("DELETE FROM audit_auditevent"),
        lambda event: connection.cursor().execute("TRUNCATE audit_auditevent"),
        lambda event: connection.cursor().execute("UPDATE audit_auditevent SET verb = 'x'"),
    ],
    ids=["orm_update", "save", "orm_delete", "delete", "truncate", "update"],
)
def test_change_is_refused_and_nothing_is_lost(event, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(event)
    assert AuditEvent.objects.values_list("verb", flat=True).get() == "tested"


def test_adding_goes_on(event):
    audit.record("tested again", by=None)
    assert AuditEvent.objects.count() == 2
