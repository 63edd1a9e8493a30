"""What the registry says of a rule set or factor table."""

from __future__ import annotations

from collections.abc import Mapping

from ruleengine.documents.text import pair
from ruleengine.program.inputs import as_map
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.resolve.standing import standing_words, standings
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable, RuleSet
from ruleengine.ruleset.status import status_of_item
from ruleengine.site.made import RegistryRow


def row_of(library: Library, item: ResolvedRuleSet | FactorTable, menu: tuple[str, ...]) -> RegistryRow:
    """The row of a rule set or factor table; raises `Refused` where the status file cannot be used."""
    own = item.own if isinstance(item, ResolvedRuleSet) else item
    standard: Mapping[str, object] = as_map(own.header.get("standard"))
    status = status_of_item(own, library.status(own.reference))
    said = standings(library, [own])
    codes = item.section("product_codes") if isinstance(item, ResolvedRuleSet) else ()
    return RegistryRow(
        id=own.reference.id,
        version=str(own.reference.version),
        kind="rule_sets" if isinstance(own, RuleSet) else "tables",
        title=pair(own.header.get("title")),
        number=str(standard["number"]) if standard.get("number") else None,
        stage=str(standard["stage"]) if "stage" in standard else None,
        status="released" if own.released else "draft",
        words={
            "zh": standing_words(said, own.reference, "zh"),
            "en": standing_words(said, own.reference, "en"),
        },
        first=status.first,
        last=status.last,
        codes=tuple(str(code) for e in codes for code in _codes(e.fields)),
        menu=menu,
    )


def _codes(fields: Mapping[str, object]) -> list[object]:
    found = fields.get("codes")
    return found if isinstance(found, list) else []
