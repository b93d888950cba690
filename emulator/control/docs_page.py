"""`/_emulator/docs`: the description of the control plane, to read and to try out in a browser.

Rule: everything that the page needs comes from here, and its own policy forbids the browser to ask anybody else, so it
is the same without a network. Swagger UI's files come with the distribution `fastapi-offline`. Like the description
itself the page is open to everybody; what one tries out with it asks for the control token, if there is one.
"""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import RedirectResponse

from emulator.control.errors import ControlError

router = APIRouter(prefix="/docs", include_in_schema=False)

doors = APIRouter(include_in_schema=False)
"""Where somebody comes who knows the address and no more."""

ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
}
"""The files of the page, and what they are."""

POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'"
)
"""https://www.w3.org/TR/CSP3/: nothing from elsewhere; inline because that is how Swagger UI begins."""

TASTE = {
    "validatorUrl": None,  # it would ask a server on the Internet what it thinks of the description
    "docExpansion": "list",
    "defaultModelsExpandDepth": 0,
    "displayRequestDuration": True,
}


@router.get("")
async def show_docs(request: Request) -> Response:
    """The page; what it refers to is beside it, under whatever prefix it was asked for."""
    title: str = request.app.title
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=title,
        swagger_js_url="docs/swagger-ui-bundle.js",
        swagger_css_url="docs/swagger-ui.css",
        swagger_favicon_url="docs/favicon.png",
        swagger_ui_parameters=TASTE,
    )
    page.headers["content-security-policy"] = POLICY
    return page


@doors.get("/")
@doors.get("/_emulator")
@doors.get("/_emulator/")
async def show_the_way(request: Request) -> Response:
    """To the page, of the unit that was asked."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/_emulator/docs", 307)


@router.get("/{name}")
async def show_asset(name: Annotated[str, Path(max_length=100)]) -> Response:
    """One file of the page."""
    if name not in ASSETS:
        raise ControlError(404, "not_found", f"the page has no file {name}")
    content = files("fastapi_offline").joinpath("static", name).read_bytes()
    return Response(content, media_type=ASSETS[name], headers={"cache-control": "max-age=86400"})
