"""Recovery: what a unit does with its queue when power comes back.

Rule: timers are a cache of the store. Whatever was in the making is made again, a call that was cut off counts as one
failed attempt (ours), and everything else waits for its time as before.
"""

from fax_engine.context import UnitContext
from fax_engine.dispatch import Dispatch
from fax_engine.preparation import Preparation
from models.fax import Fax, FaxEntry
from models.vocabulary import FaxState


def recover(context: UnitContext, preparation: Preparation, dispatch: Dispatch) -> None:
    """Take up the queue as it stands in the store."""
    unprepared: dict[int, tuple[Fax, list[FaxEntry]]] = {}
    with context.work() as work:
        for entry in work.faxes.unfinished():
            if entry.state is FaxState.SENDING:
                dispatch.give_up_lost_call(work, entry)
            elif entry.state is FaxState.PREPROCESSING:
                unprepared.setdefault(entry.fax_id, (entry.fax, []))[1].append(entry)
        attachments = {fax_id: work.faxes.attachments(fax_id) for fax_id in unprepared}
    for fax, entries in unprepared.values():
        preparation.begin(fax, entries, attachments[fax.id])
    dispatch.arm_pending()
