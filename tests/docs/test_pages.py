"""The pages under `docs/` say what the code does."""

import re
from pathlib import Path

import pytest

from emulator import outcomes_page
from emulator.settings_page import page
from hardware_sim.outcomes import OUTCOMES, by_magic
from tests.support.servers import FfwsClient, RunningEmulator

ROOT = Path(__file__).parents[2]


def test_the_page_about_settings() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == page()


def test_the_page_about_outcomes() -> None:
    assert (ROOT / "docs" / "outcomes.md").read_text() == outcomes_page.page()


def test_every_outcome_is_on_its_page() -> None:
    named = re.findall(r"^\| `(\w+)` \|", outcomes_page.page(), re.MULTILINE)
    assert sorted(named) == sorted(OUTCOMES)


def test_the_readme_names_numbers_that_are_there() -> None:
    named = re.findall(r"`5005550(\d{3})`", (ROOT / "README.md").read_text())
    assert len(named) >= 8
    assert [number for number in named if by_magic(f"5005550{number}") is None] == []


PAGES = sorted(path.relative_to(ROOT) for path in (*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text()):
        assert (ROOT / page.parent / target).exists(), target


def test_every_file_that_the_architecture_names_is_there() -> None:
    for name in re.findall(
        r"`((?:emulator|models|fax_engine|hardware_sim)/[\w/.]+)`", (ROOT / "docs/architecture.md").read_text()
    ):
        assert (ROOT / name).exists(), name


def test_the_example_order_of_the_readme(emulator: RunningEmulator, admin: FfwsClient) -> None:
    answer = admin.post("/ofax", (ROOT / "docs" / "examples" / "schedule_fax.xml").read_bytes())
    assert answer.entry_keys() == ["00000001/0000", "00000001/0001"]
    emulator.run_until_idle()
    assert admin.get("/ofax/00000001").all("fax_entry/state") == ["sent", "failed"]
    assert admin.get("/ofax/00000001").all("fax_entry/pages") == ["2", "2"]
