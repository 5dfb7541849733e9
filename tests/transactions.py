"""The transactions that a test opens itself, and a guard that holds the code to opening its own.

A test runs inside a transaction that is rolled back, so Django lets a row be locked there by code that has forgotten
its own `atomic`, and would refuse it in every request. Whatever opens a transaction for a test marks it as Django's
test cases mark theirs.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.transaction import Atomic, TransactionManagementError

# A statement that is one by itself, such as INSERT ... SELECT, holds its rows for as long as it needs them.
LOCKS = re.compile(r"^\s*SELECT\b.*\bFOR (NO KEY )?UPDATE\b", re.DOTALL)


def of_the_test() -> Atomic:
    """A transaction that belongs to the test, not to the code under test."""
    made = transaction.atomic()
    made._from_testcase = True
    return made


def in_own_transaction() -> bool:
    """Whether the code under test has opened a transaction, beside those of the test."""
    return any(not block._from_testcase for block in connection.atomic_blocks)


def refuse_bare_locks(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """Raise what Django raises outside a test when a row is locked without a transaction."""
    if LOCKS.match(str(sql)) and not in_own_transaction():
        raise TransactionManagementError(f"a row is locked outside of a transaction: {sql}")
    return execute(sql, *rest)


@contextmanager
def locks_need_transactions() -> Iterator[None]:
    with connection.execute_wrapper(refuse_bare_locks):
        yield
