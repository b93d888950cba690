"""What a call's row keeps of how the call went, whoever placed it."""

from typing import Any

from fax_engine.call_result import CallResult
from fax_engine.texts import Texts


def went(result: CallResult, texts: Texts) -> dict[str, Any]:
    """The columns of `models.call.Call` that follow from a call's result."""
    agreed = result.negotiated
    return {
        "outcome": result.outcome,
        "succeeded": result.succeeded,
        "started_at": result.started_at,
        "ready_at": result.ready_at,
        "connected_at": result.connected_at,
        "ended_at": result.ended_at,
        "rate": agreed.rate if agreed else None,
        "ecm": agreed.ecm if agreed else None,
        "coding": agreed.coding if agreed else None,
        "resolution": agreed.resolution if agreed else None,
        "remote_id": agreed.remote_id if agreed else "",
        "pages": result.pages,
        "cause": result.hangup.cause,
        "sip_status": result.hangup.sip_status,
        "hangup_code": result.hangup.shown_code,
        "hangup_message": texts.why(result.outcome, result.hangup),
        "session": result.session,
    }
