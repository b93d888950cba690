"""The unit's settings, one file a kind (developer guide, pages 35 to 44: titles; paths and names are ours).

Rule: they are the administrator's, but for what every user needs to know; a PUT changes what it names and keeps the
rest, and what it changes holds from the next call on.
"""

from emulator.ffws.configuration import modem, options, routes, sip, t37, t38
from emulator.ffws.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *routes.OPERATIONS,
    *t37.OPERATIONS,
    *modem.OPERATIONS,
    *sip.OPERATIONS,
    *t38.OPERATIONS,
    *options.OPERATIONS,
)
