"""From a path to a seed that can be planted, or to everything that is wrong with it.

Rule: a seed is read once, when the emulator starts or a workspace of its own seed is made, and nothing is written
before it was found good as a whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from emulator.seeds.documents import Sheet, count_pages_of, print_pages_of, read_document
from emulator.seeds.errors import SeedError
from emulator.seeds.fitting import misfits
from emulator.seeds.merging import Merged, Placed, merge
from emulator.seeds.reading import checked_tree, read_tree, seed_files
from emulator.seeds.schema import SeedFile
from emulator.seeds.seed import Seed
from emulator.seeds.traffic import Document, Fax, Received, standing
from emulator.seeds.validating import validate
from emulator.settings import SettingError, Settings
from fax_engine.passwords import digest
from fax_engine.workshop import Workshop
from models.vocabulary import FaxState

PDF_MARK = b"%PDF-"

WRITTEN_OUT = "seed"
"""What complaints call a seed that is no file."""


def load_seed(
    path: Path | None, settings: Settings, workshop: Workshop, now: datetime, more: Sequence[Path] = ()
) -> Seed:
    """The seed at this path, and `more` files that join it. `workshop` belongs to the caller, and nobody else uses it
    meanwhile.

    Raises `SettingError` with every complaint there is.
    """
    try:
        merged = merge(_validated([*(seed_files(path) if path is not None else ()), *more]))
        return _Loading(merged, settings, workshop, now).finish()
    except SeedError as error:
        raise SettingError("init_dir" if path is None else "seed", str(error)) from None


def load_own_seed(source: Path | dict[str, Any], settings: Settings, workshop: Workshop) -> Seed:
    """The seed at this path, or that is written out in full, for a unit whose time is not known yet. Raises
    `SeedError`."""
    if isinstance(source, Path):
        return _Loading(merge(_validated(seed_files(source))), settings, workshop, None).finish()
    merged = merge([(Path(WRITTEN_OUT), validate(WRITTEN_OUT, checked_tree(WRITTEN_OUT, source)))])
    if files := list(_files_named_in(merged)):
        raise SeedError(f"{where}: no file lies beside a seed that is written out" for where in files)
    return _Loading(merged, settings, workshop, None).finish()


def _files_named_in(merged: Merged) -> Iterator[str]:
    for cover in merged.cover_pages.values():
        yield f"{cover.where}.file"
    with_documents: list[tuple[str, Fax | Received]] = [
        *((fax.where, fax.part) for fax in merged.faxes),
        *((received.where, received.part) for received in merged.received),
    ]
    for where, part in with_documents:
        for number, document in enumerate(part.documents):
            if document.file is not None:
                yield f"{where}.documents[{number}].file"


def _validated(paths: Iterable[Path]) -> list[tuple[Path, SeedFile]]:
    files: list[tuple[Path, SeedFile]] = []
    complaints: list[str] = []
    for file in paths:
        try:
            files.append((file, validate(file.name, read_tree(file))))
        except SeedError as error:
            complaints += error.complaints
    if complaints:
        raise SeedError(complaints)
    return files


class _Loading:
    """One seed between its text and its use."""

    def __init__(self, merged: Merged, settings: Settings, workshop: Workshop, now: datetime | None) -> None:
        self._merged = merged
        self._settings = settings
        self._workshop = workshop
        self._complaints = list(misfits(merged, settings, now))
        self._covers: dict[str, bytes] = {}
        self._sheets: dict[str, tuple[Sheet, ...]] = {}
        self._places: dict[Sheet, str] = {}

    def finish(self) -> Seed:
        """The seed. Raises `SeedError`."""
        self._read_covers()
        for fax in self._merged.faxes:
            self._read_documents(fax, fax.part.documents)
        for received in self._merged.received:
            self._read_documents(received, received.part.documents)
        counted = count_pages_of(self._workshop, self._counted())
        printed = print_pages_of(self._workshop, self._printed(), self._settings.resolution)
        for sheet, result in (*counted.items(), *printed.items()):
            if isinstance(result, Exception):
                self._complaints.append(f"{self._places[sheet]}: {result}")
        if self._complaints:
            raise SeedError(self._complaints)
        return Seed(
            merged=self._merged,
            covers=self._covers,
            sheets=self._sheets,
            page_counts={sheet: count for sheet, count in counted.items() if isinstance(count, int)},
            images={sheet: images for sheet, images in printed.items() if isinstance(images, list)},
            digests={
                name: digest(user.part.password) for name, user in self._merged.users.items() if user.part.password
            },
        )

    def _read_covers(self) -> None:
        for name, placed in self._merged.cover_pages.items():
            try:
                content = (placed.folder / placed.part.file).read_bytes()
            except OSError as error:
                self._complaints.append(f"{placed.where}.file: {placed.part.file}: {error.strerror or error}")
                continue
            if not content.startswith(PDF_MARK):
                self._complaints.append(f"{placed.where}.file: {placed.part.file} is not a PDF")
            self._covers[name] = content

    def _read_documents(self, placed: Placed[object], documents: Iterable[Document]) -> None:
        sheets = []
        for number, document in enumerate(documents):
            where = f"{placed.where}.documents[{number}]"
            try:
                sheets.append(read_document(document, placed.folder))
            except ValueError as error:
                self._complaints.append(f"{where}: {error}")
            else:
                self._places.setdefault(sheets[-1], where)
        self._sheets[placed.where] = tuple(sheets)

    def _counted(self) -> Iterator[Sheet]:
        """The documents whose pages somebody must know: all of faxes that became pages, once."""
        for placed in self._merged.faxes:
            states = {standing(placed.part, recipient).state for recipient in placed.part.recipients}
            if states - {FaxState.DEAD, FaxState.PREPROCESSING}:
                yield from self._sheets[placed.where]

    def _printed(self) -> Iterator[Sheet]:
        for placed in self._merged.received:
            yield from self._sheets[placed.where]
