"""The registry of what a unit's state consists of knows everything that a unit has."""

from dataclasses import fields

from emulator.running import Running
from emulator.snapshots.stamp import Stamp
from emulator.state_parts import AROUND_THE_UNIT, OF_NO_UNIT, OF_THE_MACHINERY, OF_THE_UNIT, Part
from models.base import Base
from models.copying import tables_of_units
from tests.support.units import BenchUnit


def test_whatever_stands_around_a_unit_is_a_part_or_has_a_reason() -> None:
    """A new attribute of `Running` needs a line: what becomes of it at a reset, and in a snapshot?"""
    assert set(AROUND_THE_UNIT) == {field.name for field in fields(Running)}


def test_whatever_a_unit_has_is_seen_to_or_has_a_reason(unit: BenchUnit) -> None:
    """A new attribute of `Appliance` needs a line: what becomes of it at a reset, and in a snapshot?"""
    assert set(OF_THE_UNIT) == set(vars(unit.appliance))
    assert all(reason for reason in OF_THE_UNIT.values())


def test_whatever_works_on_the_rows_of_a_unit_has_a_reason(unit: BenchUnit) -> None:
    """A new attribute of `Machinery` needs a line: is it built from the rows alone?"""
    assert set(OF_THE_MACHINERY) == set(vars(vars(unit.appliance)["_machinery"]))
    assert all(reason for reason in OF_THE_MACHINERY.values())


def test_whatever_table_has_no_rows_of_units_has_a_reason() -> None:
    """A new table needs a line, or an `appliance_id`: then its rows are cleared and copied with all others."""
    assert set(OF_NO_UNIT) == set(Base.metadata.tables) - {table.name for table in tables_of_units()}


def test_what_is_kept_stands_in_the_stamp_and_can_be_put_back() -> None:
    kept = {name: part for name, part in AROUND_THE_UNIT.items() if isinstance(part, Part) and part.keep}
    assert kept
    for name, part in kept.items():
        assert part.restore is not None
        assert Stamp.model_fields[name].is_required()
