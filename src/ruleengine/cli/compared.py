"""The two versions that a command compares, as a user names them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts

if TYPE_CHECKING:
    from ruleengine.resolve.resolved import ResolvedRuleSet
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.model import FactorTable

#: What the two arguments are called.
OLD: Texts = ("A", "旧版")
NEW: Texts = ("B", "新版")
_DIFFERENT: Texts = (
    "{old:code} and {new:code} are different rule sets; `ruleengine crosswalk {old} {new}` sets them side by side",
    "{old:code}和{new:code}是不同的规则集；请用`ruleengine crosswalk {old} {new}`逐项对照",
)
_KINDS: Texts = (
    "{old:code} and {new:code} are a rule set and a factor table, which cannot be compared",
    "{old:code}和{new:code}一为规则集、一为因子表，无法比较",
)


def two_versions(
    library: Library, old: str, new: str, on: date | None = None
) -> tuple[ResolvedRuleSet | FactorTable, ResolvedRuleSet | FactorTable]:
    """Both versions of one rule set or factor table; raises `Refused`, and `WrongUse` where they are not of one."""
    from ruleengine.compare.versions import named_version
    from ruleengine.ruleset.choice import VersionChoice
    from ruleengine.ruleset.model import FactorTable

    choice = VersionChoice(on, True)
    first, second = (named_version(library, name, choice) for name in (old, new))
    before, after = first.reference, second.reference
    if isinstance(first, FactorTable) != isinstance(second, FactorTable):
        raise WrongUse(_KINDS, old=str(before), new=str(after))
    if before.id != after.id:
        raise WrongUse(_DIFFERENT, old=str(before), new=str(after))
    return first, second
