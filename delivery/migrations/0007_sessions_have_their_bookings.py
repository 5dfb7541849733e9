from django.db import migrations
from django.db.models import Q

ONLINE_OR_ONE_TO_ONE = ["online", "one_to_one"]
BEFORE = "It was so before clashes were looked for."


def book(apps, schema_editor):
    """Whoever leads two sessions at a time goes on to do so, and the booking says why."""
    Booking = apps.get_model("delivery", "Booking")
    sessions = apps.get_model("delivery", "Session").objects.filter(bookings__isnull=True, is_cancelled=False)
    for session in sessions.exclude(element__format__in=ONLINE_OR_ONE_TO_ONE).select_related("venue").order_by("pk"):
        taken = [{"person": person} for person in session.facilitators.order_by("pk")]
        if session.venue and not session.venue.is_shared:
            taken.append({"venue": session.venue})
        for what in taken:
            same = Q(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at, **what)
            because = BEFORE if Booking.objects.filter(same).exists() else ""
            when = {"starts_at": session.starts_at, "ends_at": session.ends_at}
            Booking.objects.create(session=session, ignored_because=because, **what, **when)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_what_was_changed_by_hand")]
    operations = [migrations.RunPython(book, migrations.RunPython.noop)]
