"""The page about snapshots: its requests are there, its example works, and its numbers are the code's."""

import re
import shlex
from pathlib import Path

from emulator.snapshots.shelf import MOST_BYTES_IN_MEMORY, MOST_SNAPSHOTS
from models.snapshots import MOST_BYTES
from tests.support.described import control_paths
from tests.support.servers import FfwsClient, RunningEmulator

PAGE = (Path(__file__).parents[2] / "docs" / "snapshots.md").read_text()


def test_every_request_is_on_the_page_and_no_other() -> None:
    told = set(re.findall(r"^\| `([A-Z]+) (/_emulator/snapshots\S*?)(?:\?name=NAME)?` \|", PAGE, re.MULTILINE))
    paths = control_paths()
    there = {
        (method.upper(), path.replace("{name}", "NAME"))
        for path, methods in paths.items()
        if path.startswith("/_emulator/snapshots")
        for method in methods
    }
    assert told == there


def test_the_example_works(emulator: RunningEmulator, admin: FfwsClient, tmp_path: Path) -> None:
    keys = admin.send()
    found = re.search(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    for line in found[1].splitlines():
        _, *words = shlex.split(line)
        url = next(word for word in words if word.startswith("localhost")).removeprefix("localhost:8080")
        method = words[words.index("-X") + 1] if "-X" in words else "POST" if "--data-binary" in words else "GET"
        file = tmp_path / "monday.faxfinder"
        answer = emulator.http.request(method, url, content=file.read_bytes() if "--data-binary" in words else None)
        assert answer.status_code // 100 == 2, f"{line}: {answer.text}"
        if "-o" in words:
            file.write_bytes(answer.content)
    assert admin.state(keys) == "preprocessing"
    for name in ("monday", "tuesday"):
        emulator.control("DELETE", f"/snapshots/{name}")


def test_bounds_are_the_code_s() -> None:
    assert f"At most {MOST_BYTES >> 20} MiB, and a hundred" in PAGE
    assert MOST_SNAPSHOTS == 100
    assert f"at most {MOST_BYTES_IN_MEMORY >> 20} MiB in all" in PAGE
