"""A compiler for product-carbon-footprint standards.

The path of the data is the list of the sub-packages: source → ruleset → resolve → formula → program → inventory →
run → assess → documents → cli. See ARCHITECTURE.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruleengine.version import __version__ as __version__

if TYPE_CHECKING:
    from ruleengine.api import batch as batch
    from ruleengine.api import calculate as calculate
    from ruleengine.api import calculate_frame as calculate_frame
    from ruleengine.api import compile_rules as compile_rules
    from ruleengine.api import read_inventory as read_inventory
    from ruleengine.api import read_result as read_result
    from ruleengine.api import record_json as record_json
    from ruleengine.api import result_record as result_record

_FUNCTIONS = (
    "batch", "calculate", "calculate_frame", "compile_rules", "read_inventory", "read_result", "record_json",
    "result_record",
)  # fmt: skip


def __getattr__(name: str) -> object:
    """The functions of `ruleengine.api`, imported when first asked for: `--help` needs none of them."""
    if name in _FUNCTIONS:
        from ruleengine import api

        return getattr(api, name)
    raise AttributeError(f"module `ruleengine` has no attribute `{name}`")
