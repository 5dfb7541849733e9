"""Parts of queries that several packages use."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """Count the rows that belong to each row of an outer query, without joining them to it.

    `by` is the field of the rows on which they are filtered by an OuterRef.
    """
    counted = rows.order_by().values(by).annotate(count=Count("*", output_field=IntegerField())).values("count")
    return Coalesce(Subquery(counted), 0)
