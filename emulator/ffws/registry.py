"""Every operation of `/ffws/v1`, in the guide's order. A new family is one more line here."""

from emulator.ffws import about, configuration, contacts, cover_pages, data_files, faxes, groups, logs, status, users
from emulator.ffws.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *faxes.OPERATIONS,
    *users.OPERATIONS,
    *contacts.OPERATIONS,
    *groups.OPERATIONS,
    *cover_pages.OPERATIONS,
    *data_files.OPERATIONS,
    *status.OPERATIONS,
    *logs.OPERATIONS,
    *configuration.OPERATIONS,
    *about.OPERATIONS,
)
