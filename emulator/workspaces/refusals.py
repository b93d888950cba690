"""Why a workspace cannot be had. Rule: one sentence for people, whether it is told in XML or in JSON."""


class WorkspaceRefused(Exception):
    """The request cannot go to the workspace that it names. `error` is a word for programs."""

    def __init__(self, status: int, error: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.error = error
        self.detail = detail


def no_such_name(text: str) -> WorkspaceRefused:
    """What stands where a workspace is named is no name."""
    return WorkspaceRefused(
        404,
        "not_found",
        f"{text[:100]!r} is no name of a workspace: 1 to 63 letters, digits and hyphens, no hyphen at either end",
    )


def no_such_workspace(name: str) -> WorkspaceRefused:
    """There is none of that name, and none is made when it is first named."""
    return WorkspaceRefused(404, "not_found", f"no workspace {name}")


def too_many(most: int, status: int) -> WorkspaceRefused:
    """There is room for no other."""
    detail = f"there are {most} workspaces, and room for no more: delete some, or raise the setting workspaces"
    return WorkspaceRefused(status, "too_many", detail)


def name_taken(name: str) -> WorkspaceRefused:
    """Somebody has the name."""
    return WorkspaceRefused(409, "name_taken", f"name: there is a workspace {name}")
