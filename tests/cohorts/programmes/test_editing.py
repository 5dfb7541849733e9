"""A programme's name and aims, put right later."""

from django.test import Client

from cohorts.models import Cohort
from tests.reading import form_errors


def test_the_aims_of_a_programme_are_put_right(administrators_client: Client, cohort: Cohort) -> None:
    programme = cohort.programme
    change = f"/programmes/{programme.pk}/change/"
    assert f'href="{change}"' in administrators_client.get(programme.get_absolute_url()).content.decode()
    seen = administrators_client.get(change).context["form"]["seen"].value()
    answer = administrators_client.post(
        change, {"name": "Leading on", "aims": "Better care.\r\nFor all.", "seen": seen}
    )
    assert answer.headers["Location"] == programme.get_absolute_url()
    programme.refresh_from_db()
    assert (programme.name, programme.aims) == ("Leading on", "Better care.\nFor all.")
    refused = administrators_client.post(change, {"name": "Other", "aims": "", "seen": seen})
    assert "Now it is: name Leading on, aims Better care." in form_errors(refused)
