"""Wire habits of firmware versions. Rule: a dialect is a row of independent switches; code asks a switch, never a name.

On input every habit is accepted always; a dialect decides what the unit writes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from enum import StrEnum

from emulator.markup import WriteStyle


class Switch(StrEnum):
    """The settings of one switch; the value is what code uses, the lower-case or literal word what people type."""

    @property
    def word(self) -> str:
        """How the setting is written in a configuration."""
        return self.value


class EntrySeparator(Switch):
    """What stands between the fax key and the entry key of a `fax_entry_url`."""

    SLASH = "/"
    ESCAPED_SLASH = "%2F"


class TimestampSeparator(Switch):
    """What stands between date and time in answers."""

    T = "T"
    BLANK = " "

    @property
    def word(self) -> str:
        """A blank is hard to type and easy to lose."""
        return "blank" if self is TimestampSeparator.BLANK else "T"


class UrlScheme(Switch):
    """The scheme of URLs in answers: the one that the caller used, or always https."""

    CALLER = "caller"
    HTTPS = "https"


class CoverPageOrder(Switch):
    """Which of the children of `cover_page` comes first in answers; the others keep their order."""

    URL_FIRST = "url_first"
    ENABLED_FIRST = "enabled_first"

    @property
    def names(self) -> tuple[str, ...]:
        """The children in order."""
        first = ("url", "enabled") if self is CoverPageOrder.URL_FIRST else ("enabled", "url")
        return (*first, "subject", "comments")


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of writing answers. The defaults are the guide's."""

    entry_separator: EntrySeparator = EntrySeparator.SLASH
    timestamp_separator: TimestampSeparator = TimestampSeparator.T
    url_scheme: UrlScheme = UrlScheme.CALLER
    cover_page_order: CoverPageOrder = CoverPageOrder.URL_FIRST

    def write_style(
        self,
        time_zone: tzinfo,
        names: Mapping[str, str] | None = None,
        shown: Callable[[datetime], datetime] | None = None,
    ) -> WriteStyle:
        """The writer's part of the dialect, for a unit in `time_zone` that calls some elements otherwise.

        `shown`: what its clock says at a moment; left out, the clock is right.
        """
        orders = {"cover_page": self.cover_page_order.names}
        style = WriteStyle(
            timestamp_separator=self.timestamp_separator, time_zone=time_zone, orders=orders, names=names or {}
        )
        return style if shown is None else replace(style, shown=shown)

    def __str__(self) -> str:
        """What `parse_dialect` makes this dialect of."""
        for name, dialect in DIALECTS.items():
            if dialect == self:
                return name
        return ",".join(f"{field.name}={getattr(self, field.name).word}" for field in fields(self))


GUIDE = Dialect()
FIRMWARE_3_5_2 = Dialect(
    entry_separator=EntrySeparator.ESCAPED_SLASH,
    url_scheme=UrlScheme.HTTPS,
    cover_page_order=CoverPageOrder.ENABLED_FIRST,
)
"""Seen on an FF240.R1. Its timestamps have a T: the blank stands in examples dated 2008 only."""

DIALECTS = {"guide": GUIDE, "3.5.2": FIRMWARE_3_5_2}

SWITCHES: dict[str, type[Switch]] = {
    "entry_separator": EntrySeparator,
    "timestamp_separator": TimestampSeparator,
    "url_scheme": UrlScheme,
    "cover_page_order": CoverPageOrder,
}


def parse_dialect(text: str) -> Dialect:
    """The dialect that a configuration names: `guide`, `3.5.2`, and after or instead of a name `switch=setting,...`.

    Raises `ValueError` with a message that tells what would be right.
    """
    first, *rest = [part.strip() for part in text.split(",")]
    if "=" in first:
        first, rest = "guide", [first, *rest]
    if first not in DIALECTS:
        raise ValueError(f"'{first}' is no dialect: choose {_listed(DIALECTS)}, or set switches: {_listed(SWITCHES)}")
    settings: dict[str, Switch] = {}
    for part in rest:
        name, setting = _parse_setting(part)
        if name in settings:
            raise ValueError(f"the switch {name} stands twice")
        settings[name] = setting
    return replace(DIALECTS[first], **settings)  # type: ignore[arg-type]


def _parse_setting(part: str) -> tuple[str, Switch]:
    name, equals, word = (piece.strip() for piece in part.partition("="))
    if not equals:
        raise ValueError(f"'{part}' should read switch=setting; a dialect's name comes first, and only once")
    if name not in SWITCHES:
        raise ValueError(f"'{name}' is no switch of a dialect: choose {_listed(SWITCHES)}")
    settings = {setting.word.lower(): setting for setting in SWITCHES[name]}
    if word.lower() not in settings:
        raise ValueError(f"'{word}' is no setting of {name}: choose {_listed([each.word for each in SWITCHES[name]])}")
    return name, settings[word.lower()]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
