"""`/cover_pages` over HTTP: what is listed can be fetched and used."""

from tests.support.servers import FfwsClient, RunningEmulator


def test_the_factory_cover_pages(admin: FfwsClient) -> None:
    answer = admin.get("/cover_pages")
    assert (answer.status, answer.message) == (200, "Success")
    assert answer.all("cover_page/name") == ["default.pdf", "mts_template2.pdf", "mts_template3.pdf"]
    assert [child.tag for child in answer.root[1]] == ["url", "name"]


def test_every_url_in_the_list_leads_to_its_file(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for url in admin.get("/cover_pages").all("cover_page/url"):
        assert url.startswith(f"{emulator.url}/ffws/v1/data/cover_pages/")
        file = admin.file(url.partition("/ffws/v1")[2])
        assert (file.status_code, file.content[:5]) == (200, b"%PDF-")


def test_a_listed_cover_page_is_what_a_fax_names(admin: FfwsClient) -> None:
    url = admin.get("/cover_pages").all("cover_page/url")[1]
    keys = admin.send(inside=f"<cover_page><url>{url}</url></cover_page>")
    assert admin.get(f"/ofax/{keys}").first("fax_entry/cover_page/url") == url


def test_any_user_may_see_them_and_nobody_changes_them(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.post("/users", "<user><username>ann</username><password>x</password></user>")
    assert len(emulator.client("ann", "x").get("/cover_pages").all("cover_page/name")) == 3
    assert emulator.client("ann", "wrong").get("/cover_pages").status == 401
    assert admin.post("/cover_pages", "<cover_page/>").status == 405
    assert admin.get("/cover_pages/default.pdf").status == 404
