"""The contract as a resource: every operation, element and text with its grade, and what this unit says instead."""

from fastapi import APIRouter

from emulator.contract.registry import registry
from emulator.contract.rows import Registry
from emulator.control.unit_resources import Unit

router = APIRouter()


@router.get("/contract", tags=["contract"])
async def view_contract(unit: Unit) -> Registry:
    """Grades: guide, manual, observed, inferred, ours; `override` is what the wording file says instead."""
    return registry(unit.wording)
