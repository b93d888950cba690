"""The control plane by its own description: its paths, each with its operations."""

from functools import cache
from typing import Any

from emulator.control.application import create_control_app


@cache
def control_paths() -> dict[str, dict[str, Any]]:
    """What the description tells of every path; made once for all who ask."""
    paths: dict[str, dict[str, Any]] = create_control_app().openapi()["paths"]
    return paths
