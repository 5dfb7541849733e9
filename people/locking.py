"""Locks on rows, so that two requests that change the same row take turns."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock(row: Row) -> Row:
    """Lock a row until the transaction ends, and read it again. Raises DoesNotExist if it has been deleted.

    Rows that refer to it can still be added. Only requests that lock or delete the same row have to wait.
    """
    return lock_rows(type(row)._default_manager.all()).get(pk=row.pk)


def lock_rows(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Lock the rows of a query as they are read. Sort the query, so that all requests lock in the same order."""
    return rows.select_for_update(no_key=True, of=("self",))
