"""The sinks that a unit has, by the type of destination that they serve."""

from collections.abc import Mapping

from emulator.settings import Settings
from emulator.sinks.folders import NO_PRINTER, NO_SHARE, FolderSink, Places, printer_folders, share_folders
from emulator.sinks.sftp import SftpSink, without_password
from fax_engine.ports import Sink
from fax_engine.workshop import Workshop
from models.vocabulary import DestinationType


def sinks(workshop: Workshop, settings: Settings) -> Mapping[DestinationType, Sink]:
    """The sinks of a unit: they work in this workshop, and files go where these settings say."""
    places = Places.of(settings.delivery_folder, settings.delivery_map)
    return {
        DestinationType.PRINTER: FolderSink(workshop, places, printer_folders, NO_PRINTER),
        DestinationType.SHARE: FolderSink(workshop, places, share_folders, NO_SHARE),
        DestinationType.SFTP: SftpSink(workshop),
    }


def shown_value(kind: DestinationType, value: str) -> str:
    """A destination's value for people to see: without a password."""
    return without_password(value) if kind is DestinationType.SFTP else value
