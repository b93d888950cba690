"""What the parts of a SIP call cost in seconds, every figure with its source.

Rule: constants only. T1 and what follows from it are RFC 3261's; the others are everyday figures of a trunk.
"""

T1 = 0.5
"""The estimate of a round trip by which requests are repeated (RFC 3261 clause 17.1.1.1)."""

T2 = 4.0
"""The longest pause before a request other than INVITE is repeated (RFC 3261 clause 17.1.2.1)."""

TRANSACTION = 64 * T1
"""Timers B and F: how long a request may stay without any answer (RFC 3261 clause 17.1.1.2)."""

REPLY = 0.06
"""Until a request is answered that nobody has to think about."""

ROUTING = 0.16
"""From INVITE until the number is found, and it rings there or is refused."""

SEIZING = 0.1
"""From an INVITE that comes in until it rings here."""

TONES = 0.16
"""From the answer until the called end is sure of a fax and asks for T.38."""

PATIENCE = 3.0
"""How long the calling end waits for that before it asks itself."""

LONGER_PATIENCE = PATIENCE + 1.0
"""When an end that has no T.38 is sure that nobody will ask for it."""

AFTER_GLARE_CALLER, AFTER_GLARE_CALLED = 3.0, 1.0
"""How long each end waits when both sent re-INVITE at once: 2.1 to 4 s, and up to 2 s (RFC 3261 clause 14.1)."""

RING_TIME = 60.0
"""How long a fax machine lets it ring (T0, ITU-T T.30 clause 5.4.3.1)."""
