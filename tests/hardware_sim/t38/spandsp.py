"""The T.38 terminal of libspandsp, driven through ctypes: somebody else's T.30 and IFP to talk to.

Rules: time is counted in its samples, 8000 a second; nothing runs by itself. It sends and awaits the training check
whatever was agreed on, so a call with a local one cannot be had with it.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from pathlib import Path

STEP = 160
"""Samples in a step of 20 ms, as its own tests take them."""

SECONDS_A_STEP = STEP / 8000

NO_COMPRESSION, MH, MR, MMR = 1, 2, 4, 8
"""T30_SUPPORT_..._COMPRESSION of version 0.0.6 of the library, a bit each."""

STANDARD, FINE = 1, 2

PHASE_E = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
SEND = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_ubyte), ctypes.c_int, ctypes.c_int
)


def library() -> ctypes.CDLL | None:
    """libspandsp, if this machine has it."""
    name = ctypes.util.find_library("spandsp")
    if name is None:
        return None
    spandsp = ctypes.CDLL(name)
    for pointer in ("t38_terminal_init", "t38_terminal_get_t30_state", "t38_terminal_get_t38_core_state"):
        getattr(spandsp, pointer).restype = ctypes.c_void_p
    return spandsp


class SpandspTerminal:
    """One of its terminals. `send` takes each IFP packet, with how often it wants it sent."""

    def __init__(self, spandsp: ctypes.CDLL, send: Callable[[bytes, int], None], *, is_calling: bool) -> None:
        self._spandsp = spandsp
        self.result: int | None = None
        """T30_ERR_... once it has left; 0: all is well."""

        def leave(_core: int, _user: int, octets: "ctypes._Pointer[ctypes.c_ubyte]", length: int, times: int) -> int:
            send(bytes(octets[:length]), times)
            return 0

        def end(_t30: int, _user: int, result: int) -> None:
            self.result = result

        # The library keeps bare pointers to these.
        self._callbacks = (SEND(leave), PHASE_E(end))
        terminal = spandsp.t38_terminal_init(None, is_calling, self._callbacks[0], None)
        self._terminal = ctypes.c_void_p(terminal)
        self._t30 = ctypes.c_void_p(spandsp.t38_terminal_get_t30_state(self._terminal))
        self._core = ctypes.c_void_p(spandsp.t38_terminal_get_t38_core_state(self._terminal))
        spandsp.t30_set_phase_e_handler(self._t30, self._callbacks[1], None)

    def set_up(self, *, ecm: bool, ident: str, compressions: int, version: int) -> None:
        """What it can do, and what SDP would have agreed on."""
        spandsp = self._spandsp
        spandsp.t30_set_tx_ident(self._t30, ident.encode())
        spandsp.t30_set_ecm_capability(self._t30, ecm)
        spandsp.t30_set_supported_compressions(self._t30, compressions)
        spandsp.t30_set_supported_resolutions(self._t30, STANDARD | FINE)
        spandsp.t38_set_t38_version(self._core, version)

    def send_file(self, path: Path) -> None:
        """The TIFF to send."""
        self._spandsp.t30_set_tx_file(self._t30, str(path).encode(), -1, -1)

    def receive_file(self, path: Path) -> None:
        """Where what it receives goes, as TIFF."""
        self._spandsp.t30_set_rx_file(self._t30, str(path).encode(), -1)

    def take(self, packet: bytes, sequence: int) -> None:
        """An IFP packet for it."""
        self._spandsp.t38_core_rx_ifp_packet(self._core, packet, len(packet), sequence)

    def step(self) -> None:
        """Let it live through one step."""
        self._spandsp.t38_terminal_send_timeout(self._terminal, STEP)

    def free(self) -> None:
        """Give its memory back; files are closed."""
        self._spandsp.t38_terminal_free(self._terminal)
