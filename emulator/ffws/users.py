"""`/users` and `/verify`: accounts, and a way to try one's credentials (developer guide pages 11 to 13)."""

from emulator.ffws import elements
from emulator.ffws.operations import Answer, operation
from emulator.ffws.problems import bad_request, forbidden, not_found
from emulator.ffws.request import Request
from emulator.markup.scalars import quoted
from fax_engine.grades import Grade
from fax_engine.passwords import digest
from fax_engine.setup_rules import is_username
from models.user import User


@operation("GET", "/verify", title="Verify User", grade=Grade.GUIDE, statuses=(200,), queries=())
def verify(request: Request) -> Answer:
    """Authentication is all there is to it."""
    return Answer(message=request.texts.verified)


@operation(
    "GET",
    "/users/{username}",
    title="Viewing User Information",
    grade=Grade.GUIDE,
    statuses=(200, 403, 404),
    gives=(elements.User,),
)
def view_user(request: Request) -> Answer:
    """Oneself, or anybody for an administrator."""
    username = request.values["username"]
    _check_may_access(request, username)
    with request.unit.context.work() as work:
        user = work.users.find(username)
    if user is None:
        raise not_found(request.texts.user_not_found)
    return Answer(elements=(_to_element(request, user),))


@operation(
    "POST",
    "/users",
    title="Adding a User",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403),
    takes=elements.User,
    gives=(elements.User,),
)
def add_user(request: Request) -> Answer:
    """Create an account; only administrators may. Answers 200, as the guide has it."""
    if not request.caller.is_admin:
        raise forbidden()
    wanted = request.read(elements.User)
    username = wanted.username or ""
    if not is_username(username):
        raise bad_request(request.texts.username_not_alphanumeric.format(value=quoted(username)))
    if not wanted.password:
        raise bad_request(request.texts.password_required)
    with request.unit.context.work() as work:
        if work.users.find(username) is not None:
            raise bad_request(request.texts.username_taken.format(value=quoted(username)))
        user = User(username=username, password_digest=digest(wanted.password))
        work.users.add(user)
        _apply(user, wanted)
    return Answer(message=request.texts.created, elements=(_to_element(request, user),))


@operation(
    "PUT",
    "/users/{username}",
    title="Editing a User",
    grade=Grade.GUIDE,
    statuses=(200, 400, 403, 404),
    takes=elements.User,
)
def edit_user(request: Request) -> Answer:
    """Change what the request names; the rest stays. An empty text empties it (ours), but never the password."""
    username = request.values["username"]
    _check_may_access(request, username)
    wanted = request.read(elements.User, empties=True)
    if (wanted.username or username) != username:
        raise bad_request(request.texts.username_fixed)
    with request.unit.context.work() as work:
        user = work.users.find(username)
        if user is None:
            raise not_found(request.texts.user_not_found)
        _apply(user, wanted)
        if wanted.password:
            user.password_digest = digest(wanted.password)
    request.access.forget()
    return Answer(message=request.texts.modified)


OPERATIONS = (verify, view_user, add_user, edit_user)

_PLAIN_FIELDS = (
    "name",
    "email_address",
    "phone_number",
    "fax_number",
    "organization",
    "default_cover_page_enabled",
    "default_cover_page_name",
    "priority",
    "max_attempts",
    "interval",
    "receipt",
    "receipt_attachment",
)
"""What element and row call the same and keep the same."""


def _check_may_access(request: Request, username: str) -> None:
    if not request.caller.is_admin and request.caller.username != username:
        raise forbidden()


def _apply(user: User, wanted: elements.User) -> None:
    for name in _PLAIN_FIELDS:
        value = getattr(wanted, name)
        if value is not None:
            setattr(user, name, value)


def _to_element(request: Request, user: User) -> elements.User:
    return elements.User(
        user_url=request.links.user(user.username),
        username=user.username,
        **{name: getattr(user, name) for name in _PLAIN_FIELDS},
    )
