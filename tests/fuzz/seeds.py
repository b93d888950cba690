"""Seeds written out: users and some other tables of one that says a little of everything, as they are or with a few
things spoilt.

Rule: every table that a seed may have is there, and times are close by: what is planted is soon over.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.fuzz import words
from tests.support.units import BUSY, SENT

Draw = Callable[[st.SearchStrategy[Any]], Any]
Spot = tuple[Any, Any]

LETTER = {"text": "Hello.", "name": "letter.txt"}

WHOLE: dict[str, Any] = {
    "users": [
        {"username": "ann", "password": "ann", "needs_approval": True, "approver": "bob", "priority": 2},
        {"username": "bob", "password": "bob", "is_admin": True, "receipt": "always"},
    ],
    "contacts": {
        "ann": [{"name": "Kim", "fax_number": SENT}],
        "global_contact_list": [{"name": "Dana", "fax_number": BUSY, "organization": "Fox and Sons"}],
    },
    "groups": {"ann": [{"name": "Friends", "members": ["Kim", "Dana"]}]},
    "routes": [{"extension": "201", "name": "Orders", "destinations": [{"type": "Email", "value": "a@example.com"}]}],
    "dialing_rules": {
        "Office": [{"pattern": "911.", "action": "Reject Number"}, {"pattern": ".", "action": "Accept Number"}],
    },
    "cover_pages": [],
    "settings": {"add_global_contacts": True},
    "faxes": [
        {
            "user": "bob",
            "created": "-1d",
            "cover_page": "default.pdf",
            "subject": "Offer",
            "sender": {"name": "Bob"},
            "recipients": [{"fax_number": SENT, "state": "sent", "attempts": [{"outcome": "ok", "line": 1}]}, BUSY],
            "documents": [LETTER, {"filler": 2}],
            "max_tries": 2,
            "try_interval": 60,
        },
        {"user": "ann", "recipients": [{"contact": "Kim"}], "documents": [LETTER]},
    ],
    "received": [{"caller_id": "555-0003", "ended": "-2h", "extension": "201", "documents": [LETTER]}],
    "calls": [{"caller_id": "555-0004", "outcome": "no-answer", "started": "-3h"}],
    "stations": [{"number": "777*", "script": ["busy", "ok"], "station_id": "FOX", "max_baud_rate": 9600}],
    "webhooks": [{"url": "http://127.0.0.1:9/seeded", "events": ["mail"], "secret": "not-so-secret"}],
}

STRANGE: tuple[Any, ...] = (None, True, -1, 0, 2**70, 0.5, [], {}, [[]], {"": ""}, *words.NASTY)

MOST_SPOILT = 3


@st.composite
def seeds(draw: Draw) -> dict[str, Any]:
    """One seed."""
    tables = draw(st.sets(st.sampled_from(sorted(WHOLE)))) | {"users"}
    seed = deepcopy({name: table for name, table in WHOLE.items() if name in tables})
    for _ in range(draw(st.integers(0, MOST_SPOILT))):
        if spots := list(spots_in(seed)):
            draw(st.sampled_from((spoil, spoil, leave_out, double)))(draw, *draw(st.sampled_from(spots)))
    return seed


def spots_in(around: Any) -> Iterator[Spot]:
    """Every place in it: what holds a value, and where in there it is."""
    places = around.items() if isinstance(around, dict) else enumerate(around) if isinstance(around, list) else ()
    for place, value in list(places):
        yield around, place
        yield from spots_in(value)


def spoil(draw: Draw, around: Any, place: Any) -> None:
    """Something strange instead."""
    around[place] = deepcopy(draw(st.sampled_from(STRANGE)))


def leave_out(_draw: Draw, around: Any, place: Any) -> None:
    """Nothing instead."""
    del around[place]


def double(draw: Draw, around: Any, place: Any) -> None:
    """The same twice, under a strange name where things have names."""
    twin = deepcopy(around[place])
    if isinstance(around, list):
        around.insert(place, twin)
    else:
        around[draw(st.sampled_from(words.NASTY))] = twin
