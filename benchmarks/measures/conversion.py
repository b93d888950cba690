"""How quickly a long document becomes fax pages, against Ghostscript on the same document."""

import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.documents import text_pdf
from benchmarks.figures import Figure, skipped
from benchmarks.load import Order, run
from benchmarks.orders import send
from benchmarks.processes import Emulator

PAGES = 100
# The priority of the emulator's converters, so that other work on the machine slows both down alike.
LOWER_PRIORITY = ("nice", "-n", "10")
NAME = f"{PAGES}-page text PDF to stored fax pages, against Ghostscript's MMR"


def measure(quick: bool = False) -> list[Figure]:
    """The ratio of the times; the two take turns, at the same priority.

    Ours is from the order's arrival to its pages in the store, compressed: the request, counting its pages, drawing
    them in two converters that run already, dressing and storing them. Ghostscript's is from its start to its pages
    coded in MMR in a file. What a page takes on the line is found out when a call asks, and is no part of this.
    """
    rounds = 2 if quick else 5
    with Emulator(is_pinned=False) as emulator:
        emulator.freeze()
        ours = [_ours(emulator, salt) for salt in range(1)]
        pairs = [(_ours(emulator, salt), _theirs(salt)) for salt in range(1, rounds + 1)]
    found = [Figure("  the product's time", tuple(mine for mine, _ in pairs), "s")]
    found.append(Figure("  its first document, converters started for it", tuple(ours), "s"))
    theirs = [(mine, other) for mine, other in pairs if other is not None]
    if not theirs:
        return [skipped(NAME, "no gs here"), *found]
    ratio = Figure(
        NAME, tuple(other / mine for mine, other in theirs), "x as fast", reach=2, dream=4, more_is_better=True
    )
    return [ratio, *found, Figure("  Ghostscript's time", tuple(other for _, other in theirs), "s")]


def _ours(emulator: Emulator, salt: int) -> float:
    order = send(text_pdf(PAGES, salt), "application/pdf")
    (answered_in,) = run(Order(emulator.port, [order], status=201)).latencies
    began_at = time.perf_counter()
    emulator.prepare()
    return answered_in + time.perf_counter() - began_at


def _theirs(salt: int) -> float | None:
    program = shutil.which("gs")
    if program is None:
        return None
    with TemporaryDirectory() as folder:
        (source := Path(folder, "letter.pdf")).write_bytes(text_pdf(PAGES, salt))
        arguments = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffg4", "-r204x196")
        began_at = time.perf_counter()
        subprocess.run(
            [*LOWER_PRIORITY, program, *arguments, f"-sOutputFile={folder}/letter.tiff", str(source)], check=True
        )
        return time.perf_counter() - began_at
