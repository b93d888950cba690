"""`/contacts` and `/contact_oids` over HTTP: what is kept, found and forgotten, and who may do it."""

import re

import pytest

from tests.support.servers import FfwsClient, RunningEmulator, XmlAnswer

GUIDE_CONTACT = (
    "<contact><name>Test Contact</name><fax_number>218-555-3335</fax_number>"
    "<phone_number>218-555-3336</phone_number><organization>Some org</organization></contact>"
)
GLOBAL = "global_contact_list"


def contact(name: str, fax_number: str = "", organization: str = "") -> str:
    return (
        f"<contact><name>{name}</name><fax_number>{fax_number}</fax_number>"
        f"<organization>{organization}</organization></contact>"
    )


def id_of(answer: XmlAnswer) -> int:
    assert answer.status == 200, answer.message
    return int(answer.first("contact/contact_url").rpartition("/")[2])


@pytest.fixture
def ann(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """A user who is no administrator."""
    assert admin.post("/users", "<user><username>ann</username><password>x</password></user>").status == 200
    return emulator.client("ann", "x")


@pytest.fixture
def zoo(admin: FfwsClient) -> FfwsClient:
    """The administrator's client, with five contacts in the administrator's list."""
    for name, number, organization in (
        ("Zebra", "100", "Savannah"),
        ("ape", "200", "Jungle"),
        ("Bear 100%", "300", "Wood"),
        ("Cat_1", "400", "House"),
        ("Catx1", "500", "House"),
    ):
        admin.post("/contacts/admin", contact(name, number, organization))
    return admin


def test_a_new_contact_is_answered_as_the_guide_has_it(admin: FfwsClient) -> None:
    answer = admin.post("/contacts/admin", GUIDE_CONTACT)
    assert (answer.status, answer.message) == (200, "Created")
    assert [(child.tag, child.text) for child in answer.root[1]] == [
        ("contact_url", str(answer.response.url) + "/1"),
        ("name", "Test Contact"),
        ("fax_number", "218-555-3335"),
        ("phone_number", "218-555-3336"),
        ("organization", "Some org"),
    ]
    assert admin.get("/contacts/admin/1").root[1].findtext("name") == "Test Contact"
    assert admin.get("/contacts/admin").all("contact/name") == ["Test Contact"]


def test_an_empty_list_is_a_success_without_contacts(admin: FfwsClient) -> None:
    answer = admin.get("/contacts/admin")
    assert (answer.status, answer.message, len(answer.root)) == (200, "Success", 1)
    assert admin.get("/contact_oids/admin").first("oids") == ""


def test_ids_count_through_all_lists_and_are_never_used_twice(admin: FfwsClient, ann: FfwsClient) -> None:
    assert id_of(admin.post("/contacts/admin", contact("a"))) == 1
    assert id_of(ann.post("/contacts/ann", contact("b"))) == 2
    assert id_of(admin.post(f"/contacts/{GLOBAL}", contact("c"))) == 3
    assert admin.delete(f"/contacts/{GLOBAL}/3").message == "Deleted"
    assert id_of(admin.post("/contacts/admin", contact("d"))) == 4
    assert admin.get("/contact_oids/admin").first("oids") == "1,4"
    assert admin.get(f"/contact_oids/{GLOBAL}").first("oids") == ""


def test_a_refused_contact_takes_no_id(admin: FfwsClient) -> None:
    assert admin.post("/contacts/admin", "<contact/>").status == 400
    assert id_of(admin.post("/contacts/admin", contact("a"))) == 1


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_editing_changes_what_is_named_and_keeps_the_rest(admin: FfwsClient, method: str) -> None:
    admin.post("/contacts/admin", GUIDE_CONTACT)
    answer = admin.request(method, "/contacts/admin/1", "<contact><name> Change name </name></contact>")
    assert (answer.status, answer.message, len(answer.root)) == (200, "Modified", 1)
    seen = admin.get("/contacts/admin/1")
    assert (seen.first("contact/name"), seen.first("contact/fax_number")) == ("Change name", "218-555-3335")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_empty_text_empties_it_and_a_name_cannot_be_emptied(admin: FfwsClient, method: str) -> None:
    admin.post("/contacts/admin", GUIDE_CONTACT)
    assert admin.request(method, "/contacts/admin/1", "<contact><fax_number/></contact>").status == 200
    refused = admin.request(method, "/contacts/admin/1", "<contact><name> </name><organization/></contact>")
    assert (refused.status, refused.message) == (400, "name: required")
    seen = admin.get("/contacts/admin/1")
    assert (seen.first("contact/name"), seen.first("contact/fax_number")) == ("Test Contact", "")
    assert seen.first("contact/organization") != ""


def test_a_contact_url_in_a_request_is_passed_over(admin: FfwsClient) -> None:
    body = "<contact><contact_url>http://x/ffws/v1/contacts/bob/77</contact_url><name>n</name></contact>"
    assert id_of(admin.post("/contacts/admin", body)) == 1


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<contact><fax_number>5</fax_number></contact>", "name"),
        ("<contact><name> </name></contact>", "name"),
        (f"<contact><name>{'x' * 1001}</name></contact>", "contact/name"),
        ("<user/>", "contact"),
        ("<contact>", "The provided XML is not valid."),
    ],
)
def test_a_contact_that_cannot_be_kept(admin: FfwsClient, body: str, named: str) -> None:
    answer = admin.post("/contacts/admin", body)
    assert answer.status == 400
    assert named in answer.message
    assert admin.get("/contact_oids/admin").first("oids") == ""


def test_an_edit_that_cannot_be_kept_changes_nothing(zoo: FfwsClient) -> None:
    assert (
        zoo.put("/contacts/admin/1", f"<contact><name>a</name><fax_number>{'5' * 1001}</fax_number></contact>").status
        == 400
    )
    assert zoo.get("/contacts/admin/1").first("contact/name") == "Zebra"


@pytest.mark.parametrize("place", ["admin/99", "admin/x", "admin/-1", "admin/1%20", "admin/" + "9" * 30, f"{GLOBAL}/1"])
def test_what_is_not_there_is_not_found(zoo: FfwsClient, place: str) -> None:
    for method, body in (("GET", None), ("PUT", GUIDE_CONTACT), ("POST", GUIDE_CONTACT), ("DELETE", None)):
        answer = zoo.request(method, f"/contacts/{place}", body)
        assert (method, answer.status, answer.message) == (method, 404, "contact not found")


def test_who_may_see_and_change_whose_list(admin: FfwsClient, ann: FfwsClient) -> None:
    admin.post("/contacts/admin", contact("a"))
    assert id_of(admin.post("/contacts/ann", contact("b"))) == 2
    assert ann.get("/contacts/ann").all("contact/name") == ["b"]
    assert ann.put("/contacts/ann/2", contact("bb")).status == 200
    assert ann.delete("/contacts/ann/2").status == 200
    for method, path, body in (
        ("GET", "/contacts/admin", None),
        ("GET", "/contacts/admin/1", None),
        ("GET", "/contact_oids/admin", None),
        ("POST", "/contacts/admin", contact("c")),
        ("PUT", "/contacts/admin/1", contact("c")),
        ("POST", "/contacts/admin/1", contact("c")),
        ("DELETE", "/contacts/admin/1", None),
    ):
        assert (method, path, ann.request(method, path, body).status) == (method, path, 403)
        nobody = path.replace("admin", "nobody")
        assert (method, nobody, ann.request(method, nobody, body).status) == (method, nobody, 403)
        answer = admin.request(method, nobody, body)
        assert (method, nobody, answer.status, answer.message) == (method, nobody, 404, "user not found")
    assert admin.get("/contacts/admin").all("contact/name") == ["a"]


def test_the_global_list_is_read_by_all_and_changed_by_administrators(admin: FfwsClient, ann: FfwsClient) -> None:
    admin.post(f"/contacts/{GLOBAL}", contact("all"))
    assert ann.get(f"/contacts/{GLOBAL}").all("contact/name") == ["all"]
    assert ann.get(f"/contacts/{GLOBAL}/1").first("contact/contact_url").endswith(f"/contacts/{GLOBAL}/1")
    assert ann.get(f"/contact_oids/{GLOBAL}").first("oids") == "1"
    assert ann.post(f"/contacts/{GLOBAL}", contact("x")).status == 403
    assert ann.put(f"/contacts/{GLOBAL}/1", contact("x")).status == 403
    assert ann.delete(f"/contacts/{GLOBAL}/1").status == 403
    assert admin.put(f"/contacts/{GLOBAL}/1", contact("everybody")).status == 200
    assert ann.get(f"/contacts/{GLOBAL}").all("contact/name") == ["everybody"]


def test_an_option_opens_the_global_list_to_all_users(
    emulator: RunningEmulator, admin: FfwsClient, ann: FfwsClient
) -> None:
    emulator.control("PUT", "/options", {"add_global_contacts": True})
    assert id_of(ann.post(f"/contacts/{GLOBAL}", contact("x"))) == 1
    assert ann.put(f"/contacts/{GLOBAL}/1", contact("y")).status == 200
    assert ann.post("/contacts/admin", contact("x")).status == 403
    assert ann.delete(f"/contacts/{GLOBAL}/1").status == 200
    body = "<contact_group><name>g</name></contact_group>"
    assert ann.post(f"/contact_groups/{GLOBAL}", body).status == 200


def test_a_contact_belongs_to_one_list(admin: FfwsClient, ann: FfwsClient) -> None:
    admin.post("/contacts/admin", contact("a"))
    assert admin.get("/contacts/ann/1").status == 404
    assert ann.delete("/contacts/ann/1").status == 404
    assert admin.get("/contacts/admin/1").status == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Zebra", "ape", "Bear 100%", "Cat_1", "Catx1"]),
        ("limit=2", ["Zebra", "ape"]),
        ("limit=2&offset=3", ["Cat_1", "Catx1"]),
        ("limit=9&offset=9", []),
        ("limit=0", []),
        ("order=name", ["Bear 100%", "Cat_1", "Catx1", "Zebra", "ape"]),
        ("order=name&limit=2&offset=1", ["Cat_1", "Catx1"]),
        ("order=organization", ["Cat_1", "Catx1", "ape", "Zebra", "Bear 100%"]),
        ("name=CAT", ["Cat_1", "Catx1"]),
        ("name=cat_1", ["Cat_1"]),
        ("name=%25", ["Bear 100%"]),
        ("name=/", []),
        ("name=a&organization=oUs", ["Cat_1", "Catx1"]),
        ("name=cat&fax_number=50", ["Catx1"]),
        ("phone_number=1", []),
        ("name=", ["Zebra", "ape", "Bear 100%", "Cat_1", "Catx1"]),
        ("name=a&order=fax_number&limit=1&offset=2", ["Bear 100%"]),
        ("order=shoe_size", ["Zebra", "ape", "Bear 100%", "Cat_1", "Catx1"]),
        ("order=owner&limit=1", ["Zebra"]),
    ],
)
def test_parts_of_a_list(zoo: FfwsClient, query: str, names: list[str]) -> None:
    answer = zoo.get(f"/contacts/admin?{query}")
    assert (answer.status, answer.all("contact/name")) == (200, names)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("offset=1", "offset"),
        ("offset=0", "offset"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("limit=1&offset=x", "offset"),
        ("name=" + "x" * 1001, "name"),
    ],
)
def test_queries_for_a_list_that_mean_nothing(zoo: FfwsClient, query: str, named: str) -> None:
    answer = zoo.get(f"/contacts/admin?{query}")
    assert answer.status == 400
    assert answer.message.startswith(f"{named}: ")


def test_an_order_that_is_no_field_is_told_to_the_clients_author(zoo: FfwsClient) -> None:
    assert "shoe_size" in zoo.get("/contacts/admin?order=shoe_size").response.headers["warning"]
    assert "warning" not in zoo.get("/contacts/admin?order=name&limit=1&offset=1&name=x").response.headers


def test_the_resources_that_there_are_not(admin: FfwsClient) -> None:
    for method, path in (("PUT", "/contacts/admin"), ("DELETE", "/contacts/admin"), ("POST", "/contact_oids/admin")):
        answer = admin.request(method, path, GUIDE_CONTACT if method != "DELETE" else None)
        assert (answer.status, bool(answer.response.headers["allow"])) == (405, True)
    for path in ("/contacts", "/contacts/admin/1/2", "/contact_oids", "/contact_oids/admin/1"):
        assert admin.get(path).status == 404


def test_texts_come_back_as_they_were_written(admin: FfwsClient) -> None:
    name = "Ölmühle &lt;&amp;&gt; 'q' \"Q\" 株式会社"
    admin.post("/contacts/admin", contact(name))
    plain = admin.get("/contacts/admin/1").first("contact/name")
    assert plain == "Ölmühle <&> 'q' \"Q\" 株式会社"
    assert admin.get("/contacts/admin?name=株式").all("contact/name") == [plain]


def test_a_list_of_a_thousand_has_its_ids_in_order(emulator: RunningEmulator, admin: FfwsClient) -> None:
    rows = "".join(f"Contact,admin,Name {number:04d},{number}\r\n" for number in range(1000))
    emulator.http.put("/_emulator/directories/contacts.csv", content=rows).raise_for_status()
    oids = admin.get("/contact_oids/admin").first("oids")
    assert re.fullmatch(r"\d+(,\d+)*", oids)
    assert [int(part) for part in oids.split(",")] == list(range(1, 1001))
    page = admin.get("/contacts/admin?order=name&limit=3&offset=500").all("contact/name")
    assert page == ["Name 0500", "Name 0501", "Name 0502"]
