"""Write the corpus: `python conformance/generate.py [FOLDER]`. Its numbers come from fractions, not from the engine."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main() -> None:
    """Gather the cases of all modules and write them below `cases/`."""
    from working import (
        absent,
        ghg_protocol,
        language,
        not_evaluated,
        preconditions,
        published,
        refused_inventories,
        refused_rules,
        tables,
        units,
    )
    from working.case import write

    modules = (
        units,
        language,
        tables,
        absent,
        not_evaluated,
        preconditions,
        published,
        ghg_protocol,
        refused_rules,
        refused_inventories,
    )
    cases = [case for module in modules for case in module.cases()]
    write(cases, Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "cases")
    refused = sum("refused" in case.data() for case in cases)
    sys.stdout.write(f"{len(cases)} cases, {refused} of them refusals\n")


if __name__ == "__main__":
    main()
