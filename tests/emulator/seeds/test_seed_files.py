"""Seed files: three formats that say the same, folders, and what is told to whoever wrote them wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator.seeds.loading import load_seed
from emulator.seeds.seed import Seed
from emulator.settings import SettingError, Settings
from fax_engine.workshop import Workshop

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

TOML = """
[[users]]
username = "alice"
password = "secret"
priority = 2
[[faxes]]
user = "alice"
created = "-2h"
documents = [{ text = "Hello." }]
recipients = ["218-555-0123"]
"""
YAML = """
users: [{username: alice, password: secret, priority: 2}]
faxes:
  - {user: alice, created: -2h, documents: [{text: Hello.}], recipients: ["218-555-0123"]}
"""
JSON = json.dumps(
    {
        "users": [{"username": "alice", "password": "secret", "priority": 2}],
        "faxes": [
            {"user": "alice", "created": "-2h", "documents": [{"text": "Hello."}], "recipients": ["218-555-0123"]}
        ],
    }
)


def write(folder: Path, **texts: str) -> Path:
    """Files in a folder: `a_toml` becomes `a.toml`."""
    for name, text in texts.items():
        stem, _, kind = name.rpartition("_")
        (folder / f"{stem}.{kind}").write_text(text)
    return folder


def load(path: Path, converters: Workshop) -> Seed:
    return load_seed(path, Settings(), converters, NOON)


def complaints(path: Path, converters: Workshop) -> list[str]:
    with pytest.raises(SettingError) as caught:
        load(path, converters)
    assert caught.value.setting == "seed"
    first, *more = str(caught.value).split("\n  ")
    return more or [first]


@pytest.mark.parametrize(("kind", "text"), [("toml", TOML), ("yaml", YAML), ("yml", YAML), ("json", JSON)])
def test_every_format_says_the_same(kind: str, text: str, tmp_path: Path, converters: Workshop) -> None:
    file = tmp_path / f"seed.{kind}"
    file.write_text(text)
    merged = load(file, converters).merged
    expected = load(write(tmp_path, other_toml=TOML) / "other.toml", converters).merged
    assert [user.part for user in merged.users.values()] == [user.part for user in expected.users.values()]
    assert [fax.part for fax in merged.faxes] == [fax.part for fax in expected.faxes]


def test_merge_keys_of_yaml(tmp_path: Path, converters: Workshop) -> None:
    """A table's own keys beat those merged in, and the first of several tables beats the others."""
    text = """
    users:
      - &first {username: alice, password: secret, priority: 2, interval: 60}
      - &second {<<: *first, username: bob, priority: 4}
      - {username: carol, <<: [*second, *first]}
    """
    write(tmp_path, a_yaml=text)
    users = load(tmp_path, converters).merged.users
    assert [(name, user.part.priority, user.part.interval) for name, user in users.items()] == [
        ("alice", 2, 60),
        ("bob", 4, 60),
        ("carol", 4, 60),
    ]


DEEP = "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.json", f'{{"users": {DEEP}}}', id="JSON"),
        pytest.param("a.toml", f"users = {DEEP}", id="TOML"),
        pytest.param("a.toml", f"[[users]]\nusername{'.a' * 5000} = 1", id="TOML that can be read and not shown"),
        pytest.param("a.yaml", f"users: {DEEP}", id="YAML"),
        pytest.param("a.yaml", "users:\n" + "\n".join(" " * level + "-" for level in range(1000)), id="YAML in blocks"),
    ],
)
def test_a_file_that_goes_too_deep(name: str, text: str, tmp_path: Path, converters: Workshop) -> None:
    (tmp_path / name).write_text(text)
    assert complaints(tmp_path / name, converters) == [
        f"{name}: tables and lists stand within each other more than 32 levels deep"
    ]


def test_a_folder_is_its_files_in_order_of_their_names(tmp_path: Path, converters: Workshop) -> None:
    user = '{{"users": [{{"username": "{0}", "password": "x"}}]}}'
    write(tmp_path, b_json=user.format("second"), a_yaml="users: [{username: first, password: x}]", notes_txt="?")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", c_json="not looked at")
    assert list(load(tmp_path, converters).merged.users) == ["first", "second"]


def test_an_empty_file_adds_nothing(tmp_path: Path, converters: Workshop) -> None:
    write(tmp_path, a_toml="", b_yaml="# nothing yet", c_json=JSON)
    assert list(load(tmp_path, converters).merged.users) == ["alice"]


def test_what_stands_twice_is_told_with_both_places(tmp_path: Path, converters: Workshop) -> None:
    text = """
[contacts]
global_contact_list = [{ name = "Dana" }, { name = "Dana" }]
[settings]
add_global_contacts = true
modem.1.ecm = false
[[routes]]
extension = "201"
"""
    write(tmp_path, a_toml=text.replace(', { name = "Dana" }', ""), b_toml=text)
    assert complaints(tmp_path, converters) == [
        "b.toml: contacts.global_contact_list[0]: stands in a.toml: contacts.global_contact_list[0] already",
        "b.toml: contacts.global_contact_list[1]: stands in a.toml: contacts.global_contact_list[0] already",
        "b.toml: routes[0]: stands in a.toml: routes[0] already",
        "b.toml: settings.add_global_contacts: stands in a.toml: settings.add_global_contacts already",
        "b.toml: settings.modem.1.ecm: stands in a.toml: settings.modem.1.ecm already",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "users = [", "a.toml: not TOML: Invalid value (at end of document)"),
        ("a.toml", "a = 1\na = 2", "a.toml: not TOML: Cannot overwrite a value"),
        ("a.json", "{", "a.json: not JSON: Expecting property name"),
        ("a.json", '{"users": [], "users": []}', "a.json: the key 'users' stands twice in one table"),
        ("a.json", "[]", "a.json: a seed is a table of users, contacts, faxes and so on, not a list"),
        ("a.yaml", "users: [", "a.yaml: not YAML: while parsing a flow node"),
        ("a.yaml", "users: []\nusers: []", "a.yaml: the key 'users' stands twice in one table"),
        ("a.yaml", "users: !!python/object:os.system {}", "a.yaml: not YAML: could not determine a constructor"),
        ("a.toml", "users = {}", "a.toml: users: is not a list"),
        ("a.toml", "users = [5]", "a.toml: users[0]: is not a table"),
        ("a.toml", "settings = 5", "a.toml: settings: is not a table"),
        ("a.toml", "uesrs = []", "a.toml: uesrs: there is no such key; did you mean 'users'?"),
        ("a.yaml", "users: [{<<: 5}]", "a.yaml: '<<' should name a table (<<: *name) or a list of them"),
        ("a.yaml", "a: &a {x: 1}\nb: {<<: *a, <<: *a}", "a.yaml: the key '<<' stands twice in one table"),
        ("a.yaml", "users: &a [*a]", "a.yaml: not YAML: "),
        ("a.ini", "", "a seed file ends in one of .toml, .yaml, .yml, .json"),
    ],
)
def test_a_file_that_is_no_seed(name: str, text: str, said: str, tmp_path: Path, converters: Workshop) -> None:
    (tmp_path / name).write_text(text)
    (told,) = complaints(tmp_path / name, converters)
    assert said in told


def test_a_folder_without_seed_files(tmp_path: Path, converters: Workshop) -> None:
    write(tmp_path, readme_txt="nothing here")
    (told,) = complaints(tmp_path, converters)
    assert told == f"{tmp_path}: a folder without a seed file (.toml, .yaml, .yml, .json)"


def test_every_file_of_a_folder_is_looked_at(tmp_path: Path, converters: Workshop) -> None:
    write(tmp_path, a_toml="users = 5", b_json="{", c_yaml="faxen: []")
    told = complaints(tmp_path, converters)
    assert [line.partition(":")[0] for line in told] == ["a.toml", "b.json", "c.yaml"]
