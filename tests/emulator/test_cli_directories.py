"""`users`, `contacts` and `recipients`: files carried to a running emulator and back, and how the commands end."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.support.servers import FfwsClient, RunningEmulator

NO_SETTINGS = {"FAXFINDER_SERVER": "", "FAXFINDER_CONTROL_TOKEN": ""}


def run(*words: str, given: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, words, input=given, env=NO_SETTINGS | environment)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A file of one user with one contact."""
    path = tmp_path / "people.csv"
    path.write_text("User,ann,secret,Ann Archer\nContact,ann,Bob,5551234\n")
    return path


def test_in_and_out(emulator: RunningEmulator, people: Path, tmp_path: Path) -> None:
    result = run("users", "import", str(people), "--server", emulator.url)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "2 added, 0 changed, 0 removed\n", "")
    assert emulator.client("ann", "secret").get("/contacts/ann").all("contact/name") == ["Bob"]
    out = tmp_path / "out.csv"
    for name in ("users", "contacts", "recipients"):
        assert run(name, "export", str(out), "--server", emulator.url).exit_code == 0
        again = run(name, "import", str(out), "--mode", "replace", FAXFINDER_SERVER=f"{emulator.url}/ffws/v1")
        assert (again.exit_code, again.stdout) == (0, "0 added, 0 changed, 0 removed\n")


def test_without_a_file_an_export_goes_to_standard_output(emulator: RunningEmulator, people: Path) -> None:
    run("users", "import", str(people), "--server", emulator.url)
    result = run("contacts", "export", "--list", "ann", "--server", emulator.url)
    assert result.stdout_bytes == b"Type,Username,Name,Fax,Organization,Phone\r\nContact,ann,Bob,5551234,,\r\n"


def test_an_import_from_standard_input(emulator: RunningEmulator, admin: FfwsClient, people: Path) -> None:
    run("users", "import", str(people), "--server", emulator.url)
    header = "Type,Username,Name,Fax,Organization,Phone\n"
    words = ("contacts", "import", "-", "--mode", "replace", "--list", "ann", "--server", emulator.url)
    result = run(*words, given=header)
    assert (result.exit_code, result.stdout) == (0, "0 added, 0 changed, 1 removed\n")
    assert admin.get("/contact_oids/ann").first("oids") == ""


def test_bad_rows_are_printed_with_their_lines(emulator: RunningEmulator, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("Contact,nobody,Bob\nContact,admin,\nContact,admin,Good\n")
    result = run("contacts", "import", str(path), "--server", emulator.url)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{path}:1: Username: there is no user 'nobody'",
        f"{path}:2: Name: required",
        "Error: nothing was imported: 2 bad rows",
    ]


def test_a_token_opens_the_door(people: Path) -> None:
    emulator = RunningEmulator(control_token="sesame")
    words = ("users", "import", str(people), "--server", emulator.url)
    refused = run(*words, "--token", "wrong")
    assert (refused.exit_code, "control token" in refused.stderr) == (1, True)
    assert run(*words, "--token", "sesame").exit_code == 0
    assert run("users", "export", "--server", emulator.url, FAXFINDER_CONTROL_TOKEN="sesame").exit_code == 0
    assert emulator.stop() == 0


def test_a_list_of_nobody(emulator: RunningEmulator) -> None:
    result = run("contacts", "export", "--list", "nobody", "--server", emulator.url)
    assert (result.exit_code, result.stderr) == (1, "Error: no user nobody\n")


def test_nobody_answers(people: Path) -> None:
    result = run("users", "import", str(people), "--server", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "refused" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("users", "import", "/nowhere.csv"), "No such file"),
        (("users", "import"), "FILE"),
        (("users",), "import"),
        (("users", "forget"), "forget"),
        (("contacts", "import", "{file}", "--mode", "destroy"), "destroy"),
        (("users", "import", "{file}", "--list", "ann"), "--list"),
        (("recipients", "export", "--server", "nonsense"), "'nonsense' is not the address of a server"),
    ],
)
def test_wrong_usage_ends_with_2(people: Path, words: tuple[str, ...], message: str) -> None:
    result = run(*(word.format(file=people) for word in words))
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_export_into_a_folder_that_is_not_there(emulator: RunningEmulator, tmp_path: Path) -> None:
    result = run("users", "export", str(tmp_path / "nowhere" / "users.csv"), "--server", emulator.url)
    assert result.exit_code == 2
    assert "users.csv: No such file or directory" in result.stderr
