"""What a text of the control plane has to look like, for programs as a pattern and for people in words.

Rule: a text that does not look so is complained of in the words; the pattern is for the description alone.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, slots=True)
class Spelled:
    """Metadata of an annotated `str`: the regular expression for all of it, and the words, such as `1 to 15 digits`."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}

    def _read(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise ValueError(f"give {self.words}")
        return text
