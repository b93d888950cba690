"""The messages by which a unit registers, or tries to (RFC 3261 clause 10).

Rule: they follow from the trunk, the registrar's answer and the number of the try, so the same try reads the same every
time.
"""

from dataclasses import replace

from fax_engine.trunk import Trunk
from hardware_sim.sip import digest, places, timing
from hardware_sim.sip.digest import fingerprint
from hardware_sim.sip.messages import Headers, Message, Method, Request, Response, header, write
from hardware_sim.sip.registration import OK, ROUND_TRIP
from hardware_sim.sip.signalling import SipRecord
from models.vocabulary import SipTransport

UNAUTHORIZED = 401
BRANCH = "z9hG4bK"


def register_messages(trunk: Trunk, answer: int | None, reason: str, name: str) -> list[SipRecord]:
    """What the unit and the registrar said in a try called `name`; `answer` None: the registrar said nothing."""
    request = _request(trunk, name)
    if answer is None:
        return [SipRecord(seconds, True, write(request)) for seconds in _repeats(trunk)]
    said: list[Message] = [request]
    if trunk.username.strip() and trunk.password:
        realm = places.host_of(trunk.domain) or places.host_of(trunk.registrar)
        challenge = digest.Challenge(realm, fingerprint(name, "nonce")[:16])
        said.append(_response(request, UNAUTHORIZED, "Unauthorized", (("WWW-Authenticate", challenge.write()),)))
        request = _proven(request, trunk, challenge, name)
        said.append(request)
    granted = (("Contact", f"{header(request, 'Contact')};expires={trunk.registration_interval}"),)
    said.append(_response(request, answer, reason, granted if answer == OK else ()))
    return [
        SipRecord((number + 1) // 2 * ROUND_TRIP, isinstance(message, Request), write(message))
        for number, message in enumerate(said)
    ]


def _repeats(trunk: Trunk) -> list[float]:
    """When a REGISTER goes out that nothing answers (timer E, RFC 3261 clause 17.1.2.2)."""
    moments, pause = [0.0], timing.T1
    while trunk.transport is SipTransport.UDP and moments[-1] + pause < timing.TRANSACTION:
        moments.append(moments[-1] + pause)
        pause = min(2 * pause, timing.T2)
    return moments


def _request(trunk: Trunk, name: str) -> Request:
    end = places.unit_end(trunk, "", channel=1)
    registrar = places.host_of(trunk.registrar)
    end = replace(end, place=replace(end.place, name=places.host_of(trunk.domain) or registrar))
    via = f"SIP/2.0/{trunk.transport.upper()} {places.UNIT}:{trunk.local_port}"
    headers = (
        ("Via", f"{via};branch={BRANCH}{fingerprint(name, 'branch')[:16]}"),
        ("Max-Forwards", "70"),
        ("From", f"<{end.uri}>;tag={fingerprint(name, 'tag')[:16]}"),
        ("To", f"<{end.uri}>"),
        ("Call-ID", f"{fingerprint(name.partition('/')[0], 'registration')[:16]}@{places.UNIT}"),
        ("CSeq", f"1 {Method.REGISTER}"),
        ("Contact", f"<{end.contact}>"),
        ("Expires", str(trunk.registration_interval)),
    )
    return Request(Method.REGISTER, f"sip:{registrar}", headers)


def _proven(request: Request, trunk: Trunk, challenge: digest.Challenge, name: str) -> Request:
    """The same once more, with the proof of the password."""
    username = trunk.username.strip()
    key = digest.secret(username, challenge.realm, trunk.password)
    asked = digest.Asked(request.method, request.uri, fingerprint(name, "cnonce")[:16])
    changed = {
        "CSeq": f"2 {Method.REGISTER}",
        "Via": header(request, "Via").replace(
            fingerprint(name, "branch")[:16], fingerprint(name, "second branch")[:16]
        ),
    }
    headers = tuple((known, changed.get(known, value)) for known, value in request.headers)
    return replace(request, headers=(*headers, ("Authorization", digest.answer(challenge, username, key, asked))))


def _response(request: Request, status: int, reason: str, more: Headers = ()) -> Response:
    to = f"{header(request, 'To')};tag={fingerprint(header(request, 'Via'), 'to')[:16]}"
    kept = [(name, to if name == "To" else header(request, name)) for name in ("Via", "From", "To", "Call-ID", "CSeq")]
    return Response(status, reason, (*kept, *more))
