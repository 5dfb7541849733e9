"""Hold rows, so that two requests that change the same take turns."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock(row: Row) -> Row:
    """Hold a row until the transaction ends, and read it afresh. Raises DoesNotExist if it has gone meanwhile.

    Rows that refer to it can still be added: only those who hold it too, or delete it, have to wait.
    """
    return lock_rows(type(row)._default_manager.all()).get(pk=row.pk)


def lock_rows(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The same for rows that a query finds, when it is evaluated: sort it, so that nobody locks the other way round."""
    return rows.select_for_update(no_key=True, of=("self",))
