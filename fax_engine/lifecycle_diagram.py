"""The life of a fax entry as a picture: `python -m fax_engine.lifecycle_diagram` prints it as Mermaid text.

Rule: it is made from the transition table, and the tests compare it with the one in the docs.
"""

from fax_engine.lifecycle import TRANSITIONS
from models.vocabulary import FaxState


def diagram() -> str:
    """The state diagram, one arrow for each pair of states, labelled with its events."""
    arrows: dict[tuple[FaxState, FaxState], list[str]] = {}
    for (before, event), after in TRANSITIONS.items():
        arrows.setdefault((before, after), []).append(event.value)
    order = list(FaxState)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {FaxState.PREPROCESSING}: accepted"]
    for before, after in sorted(arrows, key=lambda pair: (order.index(pair[0]), order.index(pair[1]))):
        lines.append(f"    {before} --> {after}: {' / '.join(arrows[before, after])}")
    return "\n".join([*lines, "```"])


if __name__ == "__main__":
    print(diagram())
