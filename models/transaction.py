"""One transaction of one unit, as the repositories in it see it.

Rule: what every fax runs through needs the connection alone. The session, with its bookkeeping, is there for whoever
asks for it, and takes part in the same transaction.
"""

from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.orm import Session


class Transaction:
    """A connection on which a transaction is open, and whose rows it is about."""

    def __init__(self, connection: Connection, appliance_id: int) -> None:
        self.connection = connection
        self.appliance_id = appliance_id

    @cached_property
    def session(self) -> Session:
        """Entities that were read through it are followed until they are expunged; `flush` writes what became of
        them."""
        return Session(self.connection, expire_on_commit=False, autoflush=False)

    def flush(self) -> None:
        """Write what the session has followed, if anybody asked for one."""
        if "session" in vars(self):
            self.session.flush()

    def close(self) -> None:
        """Let go of the entities; they stay as they are."""
        if "session" in vars(self):
            self.session.close()


class Repository:
    """The rows of one kind that a unit has, within a transaction."""

    def __init__(self, within: Transaction) -> None:
        self._within = within
        self._connection = within.connection
        self._appliance_id = within.appliance_id

    @property
    def _session(self) -> Session:
        return self._within.session
