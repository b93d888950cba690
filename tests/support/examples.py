"""Examples of the documentation that show a request to the control plane and what is in the answer."""

import json
import re
from dataclasses import dataclass
from typing import Any

EXAMPLE = re.compile(r"^```http\n(\w+) (\S+)\n(.+)\n\n(\d{3})\n(.+)\n```", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HttpExample:
    """Asked and answered in JSON; `answer` is what the page tells of it."""

    method: str
    path: str
    body: Any
    status: int
    answer: Any


def of_http(page: str) -> list[HttpExample]:
    """The page's examples of this form, in order."""
    return [
        HttpExample(method, path, json.loads(body), int(status), json.loads(answer))
        for method, path, body, status, answer in EXAMPLE.findall(page)
    ]


def is_within(told: Any, actual: Any) -> bool:
    """True when an answer says all that the page says, and perhaps more."""
    if isinstance(told, dict):
        return isinstance(actual, dict) and all(is_within(told[key], actual.get(key)) for key in told)
    if isinstance(told, list):
        return isinstance(actual, list) and len(told) == len(actual) and all(map(is_within, told, actual))
    return bool(told == actual)
