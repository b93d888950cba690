"""The fields of frames and of other signals in words, for whoever reads an exchange.

Rule: words only; what they mean is known to the modules that encode them.
"""

from dataclasses import fields

from hardware_sim.carriers import Carrier
from hardware_sim.t30.capabilities import Capabilities, decode_capabilities
from hardware_sim.t30.commands import SendPage, SendPartialPage, SendTraining, Signal
from hardware_sim.t30.control_fields import Fcf
from hardware_sim.t30.frames import Frame
from hardware_sim.t30.idents import decode_ident
from hardware_sim.t30.memory import IDENTS
from hardware_sim.t30.partial_pages import decode_after, decode_missing, decode_partial_page
from hardware_sim.t30.terms import decode_carrier, decode_terms


def fields_of(frame: Frame, v34: Carrier | None = None) -> dict[str, str]:
    """What the information field of a frame says, name by name; empty for a frame that has none.

    `v34`: the carrier that the modems agreed on by themselves, of which a DCS says nothing.
    """
    if frame.name in IDENTS:
        return {"ident": decode_ident(frame.information)}
    match frame.name:
        case Fcf.DIS | Fcf.DTC:
            return _capabilities(decode_capabilities(frame.information))
        case Fcf.DCS:
            return _terms(frame.information, v34)
        case Fcf.CTC:
            carrier = decode_carrier(frame.information)
            return _carrier(carrier) if carrier else {}
        case Fcf.PPS:
            return _partial_page(frame.information)
        case Fcf.EOR:
            after = decode_after(frame.information)
            return {"after": after.name} if after is not None else {}
        case Fcf.PPR:
            return {"missing": _ranges(sorted(decode_missing(frame.information)))}
        case _:
            return {"octets": frame.information.hex(" ")} if frame.information else {}


def fields_of_signal(signal: Signal) -> dict[str, str]:
    """What a signal that is no turn of frames carries: training, a page, a block; pages and blocks count from 1."""
    match signal:
        case SendTraining(carrier):
            return _carrier(carrier)
        case SendPage(number, data, carrier, coding):
            told = {"page": str(number), "rows": str(data.rows), "bits": str(data.bits)}
            return {**told, "coding": coding, **_carrier(carrier)}
        case SendPartialPage(page, block, frames, frame_octets, _, carrier, coding):
            told = {"page": str(page + 1), "block": str(block + 1), "frames": _ranges(sorted(frames))}
            return {**told, "frame_octets": str(frame_octets), "coding": coding, **_carrier(carrier)}
        case _:
            return {}


def _carrier(carrier: Carrier) -> dict[str, str]:
    return {"carrier": f"{carrier.modulation} {carrier.rate}"}


def _capabilities(capabilities: Capabilities) -> dict[str, str]:
    told = {"modems": " ".join(capabilities.modems.modulations), "width": capabilities.width.name}
    told |= {"length": capabilities.length.name, "scan_line_ms": str(capabilities.scan_line_ms)}
    flags = [field.name for field in fields(capabilities) if getattr(capabilities, field.name) is True]
    return {**told, "able": " ".join(flags)}


def _terms(information: bytes, v34: Carrier | None) -> dict[str, str]:
    terms = decode_terms(information, v34)
    if terms is None:
        return {"octets": information.hex(" ")}
    return {
        **_carrier(terms.carrier),
        "resolution": str(terms.resolution),
        "coding": str(terms.coding),
        "length": terms.paper,
        "scan_line_ms": str(terms.scan_line_ms),
        "ecm": f"{terms.frame_octets} octets" if terms.ecm else "off",
    }


def _partial_page(information: bytes) -> dict[str, str]:
    partial = decode_partial_page(information)
    if partial is None:
        return {"octets": information.hex(" ")}
    told = {"after": partial.after.name, "page": str(partial.page), "block": str(partial.block)}
    return {**told, "frames": str(partial.frames)}


def _ranges(numbers: list[int]) -> str:
    """Numbers in order, neighbours drawn together: `0-3 17`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][-1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
