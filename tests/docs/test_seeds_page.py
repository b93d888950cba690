"""The examples of `docs/seeds.md` are seeds that load, and it names every key there is."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator.seeds.directory import User
from emulator.seeds.loading import load_seed
from emulator.seeds.schema import SeedFile, Station, Webhook
from emulator.seeds.traffic import Attempt, Fax, Recipient, Standing
from emulator.settings import Settings
from fax_engine.workshop import Workshop

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "seeds.md").read_text()
EXAMPLES = re.findall(r"^```(toml|yaml|json)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_every_example_loads(kind: str, text: str, tmp_path: Path, converters: Workshop) -> None:
    shutil.copy(DOCS / "examples" / "letter.txt", tmp_path)
    example = tmp_path / f"example.{kind}"
    example.write_text(text)

    seed = load_seed(example, Settings(), converters, NOON)

    merged = seed.merged
    assert merged.users or merged.routes or merged.faxes or merged.received or merged.stations or merged.webhooks


def test_each_format_has_an_example() -> None:
    assert {kind for kind, _ in EXAMPLES} == {"toml", "yaml", "json"}


@pytest.mark.parametrize("part", [SeedFile, Station, Webhook, User, Fax, Recipient, Standing, Attempt])
def test_every_key_is_on_the_page(part: type[SeedFile]) -> None:
    missing = [key for key in part.model_fields if not re.search(rf"\b{key}\b", PAGE)]
    assert missing == []
