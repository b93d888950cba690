"""Queries that name what there is not.

Rule: they are refused. A filter that filters nothing looks like one that found everything.
"""

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute

from emulator.control.errors import ControlError
from emulator.seeds.errors import did_you_mean


async def check_query(request: Request) -> None:
    """Raises `ControlError` for parameters that the operation does not have."""
    if not request.query_params:
        return
    known = _parameters(request.scope["route"])
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        problems = (f"query.{name[:100]}: there is no such parameter; {did_you_mean(name, known)}" for name in unknown)
        raise ControlError(400, "invalid_request", "; ".join(dict.fromkeys(problems)))


def _parameters(route: APIRoute) -> set[str]:
    fields = get_flat_params(route.dependant)
    # Those that come as fields of a model do not say where they stand: it is the query.
    return {field.alias for field in fields if getattr(field.field_info, "in_", ParamTypes.query) is ParamTypes.query}
