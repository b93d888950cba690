"""The page about the outcomes: `python -m emulator.outcomes_page` prints `docs/outcomes.md`, and a test compares
them."""

from collections.abc import Iterable
from textwrap import fill

from hardware_sim.catalogue import machines, network, networks, pages, receiving, sending, sip
from hardware_sim.outcome import Outcome

HEAD = """# Outcomes

How calls can end, and how to have them end so. This page is made from the code by `python -m emulator.outcomes_page`;
`GET /_emulator/outcomes` tells the same to programs, in the words that this unit's fax entries and logs show.

- **By number**: a number whose last ten digits are `5005550CCC` decides its own outcome, the one with the magic number
  `CCC`, on every call and with nothing to set up. Any other number is answered by a fax machine and succeeds, unless a
  [station](stations.md) says else. One with a `CCC` that no outcome has succeeds as well; the answer to the fax's order tells so
  in a `Warning`, and a strict emulator refuses the order ([wording.md](wording.md)).
- **By word**: in the script of a [station](stations.md), by name (`busy`, `no-answer`: `-` and `_` are the same), and what
  happens on a page by its family and the page, any page: `rtn-page:12`.
- **For a call that comes in**: by name or word, as `outcome` of `POST /_emulator/inbound`; which ones, is said
  [below](#receiving-by-hang-up-code).

Nothing here is written into a log by force. Each row says what the network, the far end or the line does, the two fax
machines talk to each other by T.30, and the code is what they came to: a line that is asked to fail in error correction
does not when the unit has it switched off, and a fax that is shorter than the page that goes wrong goes through. Such a call
is called by what it came to, mostly `ok`, and never by what did not happen in it.

Of calls that were taken the Class 2.1 hang-up code says why they ended, on FF240-IP with SIP status 200. Of the others a
modem tells a code of phase A or its result code, and an FF240-IP the SIP status and no code, in the words beside the status
where those of the modem are about its line. Names, magic numbers and the words beside SIP statuses are this project's own;
hang-up codes and their texts are Multi-Tech's. "Again" tells whether it makes sense to try once more; the unit does so in any
case while tries are left.
"""


def page() -> str:
    """The whole page, Markdown."""
    ok = sending.ROWS[:1]
    return HEAD + "".join(
        (
            _part("The good one", "", ok),
            _part("The network, and who takes the call", "", network.ROWS),
            _part("Sending, by hang-up code", "", sending.ROWS[1:]),
            _part("On a page", f"The families: {_families()}.\n\n", pages.ROWS),
            _networks(),
            _part("Machines and lines that have their ways", "", machines.ROWS),
            _part("Receiving, by hang-up code", f"{_either_way()}\n\n", receiving.ROWS),
            _part(
                "SIP statuses",
                "Any other number from 400 to 699 is that status as well, and any such word: `sip-499`.\n\n",
                sip.ROWS,
            ),
        )
    )


def _families() -> str:
    return ", ".join(f"`{family.name}:N`" for family in pages.FAMILIES)


def _either_way() -> str:
    """What the rows of receiving are for, and what calls that come in share with those that are made."""
    plain = (*sending.ROWS, *network.ROWS, *machines.ROWS)
    families = [*(family.name for family in pages.FAMILIES if family.comes_in), *networks.BY_NAME]
    names = [row.name for row in plain if row.how_inbound] + [f"{name}:N" for name in families]
    return fill(f"For calls that come in. So are, of the rows above, {', '.join(f'`{name}`' for name in names)}.", 120)


def _networks() -> str:
    rows = "".join(f"| `{family.name}:N` | {family.meaning.format(percent='N')} |\n" for family in networks.FAMILIES)
    return (
        "\n## Networks\n\nFor stations of an FF240-IP, and for calls that come in there, by word alone: N is 1 to 100. The call is "
        "played datagram by\ndatagram, and what comes of it is up to redundancy and error correction ([sip.md](sip.md)). An analog "
        "line has none of it, and\nends as `ok`.\n\n"
        f"| word | what happens |\n| --- | --- |\n{rows}"
    )


def _part(title: str, before: str, rows: Iterable[Outcome]) -> str:
    head = (
        f"\n## {title}\n\n{before}| name | number | phase | code or result | Q.850 | SIP | again | what happens |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(_row(row) for row in rows)


def _row(row: Outcome) -> str:
    said = f"`{row.hangup_code}` {row.message}" if row.hangup_code else f"{row.result_code}: {row.message}"
    cells = (
        f"`{row.name}`",
        f"`5005550{row.magic_number}`" if row.magic_number else "",
        row.phase or "",
        said,
        str(row.cause),
        f"{row.sip_status} {row.message_on_ip}".rstrip(),
        "yes" if row.retry else "no",
        row.meaning,
    )
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    print(page(), end="")
