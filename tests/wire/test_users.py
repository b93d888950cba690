"""`/users` and `/verify` over HTTP."""

import pytest

from tests.support.servers import FfwsClient, RunningEmulator

NEW_USER = (
    "<user><name>New User 1</name><username>user1</username><password>user1</password>"
    "<email_address>admin@Example.com</email_address><phone_number>218-555-3333</phone_number>"
    "<fax_number>218-555-3334</fax_number><organization>Example Org</organization><priority>1</priority>"
    "<max_attempts>2</max_attempts><interval>600</interval><receipt>never</receipt>"
    "<receipt_attachment>none</receipt_attachment></user>"
)


@pytest.fixture
def user1(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """The guide's new user."""
    assert admin.post("/users", NEW_USER).status == 200
    return emulator.client("user1", "user1")


def test_verify(admin: FfwsClient) -> None:
    answer = admin.get("/verify")
    assert (answer.status, answer.message) == (200, "Verified")


def test_the_factory_account(admin: FfwsClient) -> None:
    answer = admin.get("/users/admin")
    assert answer.first("user/name") == "Administrator"
    assert [child.tag for child in answer.root[1]] == [
        *("user_url", "name", "username", "email_address", "phone_number", "fax_number", "organization"),
        *("default_cover_page_enabled", "default_cover_page_name", "priority", "max_attempts", "interval"),
        *("receipt", "receipt_attachment"),
    ]


def test_adding_a_user_answers_200_and_the_user_without_password(admin: FfwsClient) -> None:
    answer = admin.post("/users", NEW_USER)
    assert (answer.status, answer.message) == (200, "Created")
    assert answer.first("user/user_url").endswith("/ffws/v1/users/user1")
    assert answer.first("user/interval") == "600"
    assert answer.first("user/default_cover_page_enabled") == "false"
    assert answer.root.find("user/password") is None


def test_what_a_new_user_starts_from(admin: FfwsClient) -> None:
    answer = admin.post("/users", "<user><username>bob</username><password>x</password></user>")
    values = {child.tag: child.text or "" for child in answer.root[1]}
    assert (values["priority"], values["max_attempts"], values["interval"]) == ("3", "3", "300")
    assert (values["receipt"], values["receipt_attachment"]) == ("failure", "none")
    assert (values["default_cover_page_enabled"], values["default_cover_page_name"]) == ("false", "")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (NEW_USER, "taken"),
        ("<user><username>a b</username><password>x</password></user>", "alphanumeric"),
        ("<user><password>x</password></user>", "alphanumeric"),
        ("<user><username>bob</username></user>", "password"),
        ("<user><username>bob</username><password>x</password><priority>9</priority></user>", "priority"),
        ("<contact/>", "contact"),
        ("<user>", "The provided XML is not valid."),
    ],
)
def test_a_user_that_cannot_be_added(admin: FfwsClient, user1: FfwsClient, body: str, named: str) -> None:
    answer = admin.post("/users", body)
    assert answer.status == 400
    assert named in answer.message


def test_editing_changes_what_is_named_and_keeps_the_rest(admin: FfwsClient, user1: FfwsClient) -> None:
    answer = admin.put("/users/user1", "<user><name>Edit User</name></user>")
    assert (answer.status, answer.message) == (200, "Modified")
    seen = user1.get("/users/user1")
    assert seen.first("user/name") == "Edit User"
    assert seen.first("user/organization") == "Example Org"


def test_an_empty_text_empties_it_but_never_the_password(admin: FfwsClient, user1: FfwsClient) -> None:
    before = user1.get("/users/user1")
    body = "<user><organization/><username></username><password></password><priority/><receipt/></user>"
    assert user1.put("/users/user1", body).message == "Modified"
    seen = user1.get("/users/user1")
    assert (seen.status, seen.first("user/organization")) == (200, "")
    for kept in ("username", "name", "priority", "receipt"):
        assert seen.first(f"user/{kept}") == before.first(f"user/{kept}")


def test_a_new_password_replaces_the_old_at_once(
    emulator: RunningEmulator, admin: FfwsClient, user1: FfwsClient
) -> None:
    assert user1.get("/verify").status == 200
    assert user1.put("/users/user1", "<user><password>other</password></user>").status == 200
    assert user1.get("/verify").status == 401
    assert emulator.client("user1", "other").get("/verify").status == 200


def test_who_may_see_and_change_whom(admin: FfwsClient, user1: FfwsClient) -> None:
    assert user1.get("/users/user1").status == 200
    assert user1.get("/users/admin").status == 403
    assert user1.get("/users/nobody").status == 403
    assert user1.put("/users/admin", "<user><name>x</name></user>").status == 403
    assert user1.post("/users", NEW_USER).status == 403
    assert admin.get("/users/nobody").status == 404
    assert admin.put("/users/nobody", "<user/>").status == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "/users"), ("DELETE", "/users/admin"), ("POST", "/users/admin")])
def test_there_is_no_list_and_no_deletion(admin: FfwsClient, method: str, path: str) -> None:
    answer = admin.request(method, path)
    assert answer.status == 405
    assert answer.response.headers["allow"]
