"""`/contact_groups` and `/contact_group_oids` over HTTP: members by URL, and what becomes of them."""

import pytest

from tests.support.servers import FfwsClient, RunningEmulator

GLOBAL = "global_contact_list"
GROUPS = "/contact_groups/admin"


def group(name: str, *members: str, description: str = "") -> str:
    urls = "".join(f"<contact>{url}</contact>" for url in members)
    return f"<contact_group><name>{name}</name><description>{description}</description>{urls}</contact_group>"


def add_contact(client: FfwsClient, owner: str, name: str) -> str:
    answer = client.post(f"/contacts/{owner}", f"<contact><name>{name}</name></contact>")
    assert answer.status == 200, answer.message
    return answer.first("contact/contact_url")


@pytest.fixture
def own(admin: FfwsClient) -> str:
    """The URL of a contact in the administrator's list."""
    return add_contact(admin, "admin", "own")


@pytest.fixture
def common(admin: FfwsClient, own: str) -> str:
    """The URL of a contact in the global list."""
    return add_contact(admin, GLOBAL, "common")


@pytest.fixture
def ann(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """A user who is no administrator."""
    assert admin.post("/users", "<user><username>ann</username><password>x</password></user>").status == 200
    return emulator.client("ann", "x")


def test_a_new_group_mixes_own_and_global_contacts(admin: FfwsClient, own: str, common: str) -> None:
    answer = admin.post(GROUPS, group("Friends", common, own, description="of mine"))
    assert (answer.status, answer.message) == (200, "Created")
    assert [(child.tag, child.text) for child in answer.root[1]] == [
        ("contact_group_url", str(answer.response.url) + "/1"),
        ("name", "Friends"),
        ("description", "of mine"),
        ("contact", common),
        ("contact", own),
    ]
    for path in (GROUPS, f"{GROUPS}/1"):
        assert admin.get(path).all("contact_group/contact") == [common, own]


def test_a_group_without_members(admin: FfwsClient) -> None:
    answer = admin.post(GROUPS, group("Nobody"))
    assert [child.tag for child in answer.root[1]] == ["contact_group_url", "name", "description"]


def test_a_contact_is_in_several_groups_and_in_each_once(admin: FfwsClient, own: str) -> None:
    for name in ("One", "Two"):
        assert admin.post(GROUPS, group(name, own, own)).all("contact_group/contact") == [own]


@pytest.mark.parametrize(
    "url",
    [
        "https://192.168.2.1/ffws/v1/contacts/admin/1",
        "http://elsewhere:99/w/x/ffws/v1/contacts/admin/1/",
        "/ffws/v1/contacts/admin/1",
        "contacts/admin/1",
        "https://unit/ffws/v1/contacts/%61dmin/1?x=y#z",
    ],
)
def test_the_host_of_a_member_is_arbitrary(admin: FfwsClient, own: str, url: str) -> None:
    assert admin.post(GROUPS, group("Friends", url)).all("contact_group/contact") == [own]


@pytest.mark.parametrize(
    "url",
    [
        "https://unit/ffws/v1/contacts/admin/99",
        "https://unit/ffws/v1/contacts/ann/1",
        f"https://unit/ffws/v1/contacts/{GLOBAL}/1",
        "https://unit/ffws/v1/contacts/admin/one",
        "https://unit/ffws/v1/contacts/admin",
        "https://unit/ffws/v1/contact_groups/admin/1",
        "https://unit/ffws/v1/contacts/admin/" + "9" * 18,
        "own",
    ],
)
def test_a_member_that_is_nobody(admin: FfwsClient, ann: FfwsClient, own: str, url: str) -> None:
    answer = admin.post(GROUPS, group("Friends", own, url))
    assert answer.status == 400
    assert answer.message.startswith("contact: ")
    assert admin.get("/contact_group_oids/admin").first("oids") == ""


def test_somebody_elses_contacts_are_nobody(admin: FfwsClient, ann: FfwsClient, own: str, common: str) -> None:
    mine = add_contact(ann, "ann", "mine")
    assert ann.post("/contact_groups/ann", group("Mine", mine, common)).status == 200
    assert ann.post("/contact_groups/ann", group("Theirs", own)).status == 400
    assert admin.post(GROUPS, group("Ann's", mine)).status == 400
    assert admin.post(f"/contact_groups/{GLOBAL}", group("All", own)).status == 400
    assert admin.post(f"/contact_groups/{GLOBAL}", group("All", common)).all("contact_group/contact") == [common]


def test_editing_replaces_the_members(admin: FfwsClient, own: str, common: str) -> None:
    admin.post(GROUPS, group("Friends", own, description="of mine"))
    body = (
        "<contact_group><contact_group_url>http://unit/ffws/v1/contact_groups/ann/7</contact_group_url>"
        f"<contact>{common}</contact></contact_group>"
    )
    answer = admin.put(f"{GROUPS}/1", body)
    assert (answer.status, answer.message, len(answer.root)) == (200, "Modified", 1)
    seen = admin.get(f"{GROUPS}/1")
    assert seen.all("contact_group/contact") == [common]
    assert (seen.first("contact_group/name"), seen.first("contact_group/description")) == ("Friends", "of mine")
    assert seen.first("contact_group/contact_group_url").endswith(f"{GROUPS}/1")
    assert admin.put(f"{GROUPS}/1", group("Lonely")).status == 200
    assert admin.get(f"{GROUPS}/1").all("contact_group/contact") == []


def test_a_description_can_be_emptied_and_a_name_cannot(admin: FfwsClient, own: str) -> None:
    admin.post(GROUPS, group("Friends", own, description="of mine"))
    member = f"<contact>{own}</contact><contact/>"
    assert admin.put(f"{GROUPS}/1", f"<contact_group><name/>{member}</contact_group>").message == "name: required"
    assert admin.put(f"{GROUPS}/1", f"<contact_group><description/>{member}</contact_group>").status == 200
    seen = admin.get(f"{GROUPS}/1")
    assert (seen.first("contact_group/name"), seen.first("contact_group/description")) == ("Friends", "")
    assert seen.all("contact_group/contact") == [own]


def test_an_edit_with_a_member_that_is_nobody_changes_nothing(admin: FfwsClient, own: str) -> None:
    admin.post(GROUPS, group("Friends", own))
    assert admin.put(f"{GROUPS}/1", group("Foes", own, "http://unit/ffws/v1/contacts/admin/9")).status == 400
    seen = admin.get(f"{GROUPS}/1")
    assert (seen.first("contact_group/name"), seen.all("contact_group/contact")) == ("Friends", [own])


def test_a_deleted_contact_leaves_its_groups(admin: FfwsClient, own: str, common: str) -> None:
    admin.post(GROUPS, group("Friends", own, common))
    admin.post(GROUPS, group("Others", own))
    admin.delete("/contacts/admin/1")
    assert [len(element.findall("contact")) for element in admin.get(GROUPS).root.findall("contact_group")] == [1, 0]
    assert admin.get(f"{GROUPS}/1").all("contact_group/contact") == [common]


def test_a_deleted_group_leaves_its_contacts_and_its_id_is_not_used_again(admin: FfwsClient, own: str) -> None:
    admin.post(GROUPS, group("Friends", own))
    answer = admin.delete(f"{GROUPS}/1")
    assert (answer.status, answer.message) == (200, "Deleted")
    assert admin.get(f"{GROUPS}/1").status == 404
    assert admin.get("/contacts/admin").all("contact/name") == ["own"]
    assert admin.post(GROUPS, group("Again")).first("contact_group/contact_group_url").endswith("/2")


def test_ids_of_groups_count_through_all_lists(admin: FfwsClient, ann: FfwsClient) -> None:
    for owner in ("admin", "ann", GLOBAL, "admin"):
        admin.post(f"/contact_groups/{owner}", group("g"))
    seen = {owner: admin.get(f"/contact_group_oids/{owner}").first("oids") for owner in ("admin", "ann", GLOBAL)}
    assert seen == {"admin": "1,4", "ann": "2", GLOBAL: "3"}


def test_who_may_see_and_change_whose_groups(admin: FfwsClient, ann: FfwsClient) -> None:
    admin.post(GROUPS, group("a"))
    admin.post(f"/contact_groups/{GLOBAL}", group("all"))
    for method, path, body in (
        ("GET", GROUPS, None),
        ("GET", f"{GROUPS}/1", None),
        ("GET", "/contact_group_oids/admin", None),
        ("POST", GROUPS, group("x")),
        ("PUT", f"{GROUPS}/1", group("x")),
        ("DELETE", f"{GROUPS}/1", None),
    ):
        assert (method, path, ann.request(method, path, body).status) == (method, path, 403)
        nobody = path.replace("admin", "nobody")
        assert (method, nobody, ann.request(method, nobody, body).status) == (method, nobody, 403)
        assert (method, nobody, admin.request(method, nobody, body).status) == (method, nobody, 404)
    assert ann.get(f"/contact_groups/{GLOBAL}").all("contact_group/name") == ["all"]
    assert ann.get(f"/contact_groups/{GLOBAL}/2").status == 200
    assert ann.post(f"/contact_groups/{GLOBAL}", group("x")).status == 403
    assert ann.put(f"/contact_groups/{GLOBAL}/2", group("x")).status == 403
    assert ann.delete(f"/contact_groups/{GLOBAL}/2").status == 403
    assert admin.get(f"{GROUPS}/9").message == "contact group not found"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Sales", "Aces", "Legal"]),
        ("limit=1&offset=1", ["Aces"]),
        ("order=name", ["Aces", "Legal", "Sales"]),
        ("order=description&limit=2", ["Legal", "Sales"]),
        ("name=aL", ["Sales", "Legal"]),
        ("name=a&description=FLOOR", ["Sales", "Legal"]),
        ("order=fax_number", ["Sales", "Aces", "Legal"]),
        ("fax_number=5", ["Sales", "Aces", "Legal"]),
    ],
)
def test_parts_of_a_list_of_groups(admin: FfwsClient, query: str, names: list[str]) -> None:
    for name, description in (("Sales", "second floor"), ("Aces", "tennis"), ("Legal", "first floor")):
        admin.post(GROUPS, group(name, description=description))
    answer = admin.get(f"{GROUPS}?{query}")
    assert (answer.status, answer.all("contact_group/name")) == (200, names)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<contact_group/>", "name"),
        ("<contact_group><description>d</description></contact_group>", "name"),
        ("<contact><name>x</name></contact>", "contact_group"),
        (group("x" * 1001), "contact_group/name"),
        (group("x", "http://unit/contacts/admin/" + "1" * 8000), "contact_group/contact[1]"),
        ("<contact_group>", "The provided XML is not valid."),
    ],
)
def test_a_group_that_cannot_be_kept(admin: FfwsClient, body: str, named: str) -> None:
    answer = admin.post(GROUPS, body)
    assert answer.status == 400
    assert named in answer.message


def test_offset_alone_means_nothing(admin: FfwsClient) -> None:
    assert admin.get(f"{GROUPS}?offset=1").message == "offset: only valid with limit"


def test_the_whole_url_of_a_member_that_is_nobody_is_told(admin: FfwsClient) -> None:
    url = "https://a-fax-server-with-a-long-name.example.com:8443/ffws/v1/contacts/admin/4711"
    answer = admin.post(GROUPS, group("G", url))
    assert answer.status == 400
    assert answer.message == f"contact: '{url}' is no contact of this list or of the global one"
