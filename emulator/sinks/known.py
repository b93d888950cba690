"""The sinks that a unit has, by the type of destination that they serve."""

from collections.abc import Mapping
from pathlib import Path

from emulator.sinks.folders import NO_PRINTER, NO_SHARE, FolderSink, printer_folders, share_folders
from emulator.sinks.sftp import SftpSink, without_password
from fax_engine.ports import Sink
from fax_engine.workshop import Workshop
from models.vocabulary import DestinationType


def sinks(workshop: Workshop, folder: Path | None) -> Mapping[DestinationType, Sink]:
    """The sinks of a unit: they work in this workshop, and files go below this folder, if there is one."""
    return {
        DestinationType.PRINTER: FolderSink(workshop, folder, printer_folders, NO_PRINTER),
        DestinationType.SHARE: FolderSink(workshop, folder, share_folders, NO_SHARE),
        DestinationType.SFTP: SftpSink(workshop),
    }


def shown_value(kind: DestinationType, value: str) -> str:
    """A destination's value for people to see: without a password."""
    return without_password(value) if kind is DestinationType.SFTP else value
