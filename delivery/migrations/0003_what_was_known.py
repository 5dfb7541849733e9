import uuid

from django.db import migrations

NOTE = "The dates that people knew before releases were kept."


def keep(apps, schema_editor):
    for session in apps.get_model("delivery", "Session").objects.select_related("cohort__programme"):
        session.uid = uuid.uuid4()
        session.venue = _venue(apps, session.cohort.programme.organisation_id, session.venue_name)
        session.save()
    for cohort in apps.get_model("cohorts", "Cohort").objects.filter(sessions__isnull=False).distinct():
        _release(apps, cohort)


def _venue(apps, organisation_id, name):
    """Venues were words, so that nothing is known of their rooms: several sessions may be there at once."""
    if not name:
        return None
    venues = apps.get_model("delivery", "Venue").objects
    known = venues.filter(organisation_id=organisation_id, name__iexact=name).first()
    return known or venues.create(organisation_id=organisation_id, name=name, is_shared=True)


def _release(apps, cohort):
    release = apps.get_model("delivery", "ScheduleRelease").objects.create(cohort=cohort, number=1, note=NOTE)
    for session in cohort.sessions.all():
        released = apps.get_model("delivery", "ReleasedSession").objects.create(
            session=session,
            release=release,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            venue=session.venue_name,
        )
        released.facilitators.set(session.facilitators.all())


def back(apps, schema_editor):
    for session in apps.get_model("delivery", "Session").objects.select_related("venue"):
        session.venue_name = session.venue.name if session.venue else ""
        session.save()


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_diaries_plans_and_releases")]
    operations = [migrations.RunPython(keep, back)]
