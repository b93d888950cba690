"""Every operation of `/ffws/v1`, in the guide's order. A new family is one more line here."""

from emulator.ffws import data_files, faxes, users
from emulator.ffws.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *faxes.OPERATIONS,
    *users.OPERATIONS,
    *data_files.OPERATIONS,
)
