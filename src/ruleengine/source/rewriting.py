"""How a value is to be written where only its notation is wrong."""

from __future__ import annotations

import re
from decimal import Decimal

from ruleengine.characters import half_width
from ruleengine.diagnostics import Phrase
from ruleengine.source.shape_rules import Rules, type_names
from ruleengine.source.wording import shown_text


def rewritten(value: object, rules: Rules) -> Phrase | None:
    """What to do about a value of the wrong kind; None where nothing special is known."""
    types = type_names(rules)
    if value is None:
        return Phrase("rewrite.value" if rules.get("required") else "rewrite.value_or_leave_out")
    if "string" in types and isinstance(value, int | Decimal) and not isinstance(value, bool):
        if re.fullmatch(rules.get("regex", ".*"), str(value)):
            return Phrase("rewrite.in_quotes", text=shown_text(str(value)))
        return Phrase("rewrite.form")
    if isinstance(value, str) and {"decimal", "integer"} & set(types):
        return Phrase("rewrite.digits")
    if types == ("boolean",) and value in ("true", "false"):
        return Phrase("rewrite.without_quotes", text=value)
    if types == ("list",) and isinstance(value, str | int | Decimal):
        return Phrase("rewrite.as_list")
    if isinstance(value, str) and {"zh", "en"} <= set(rules.get("schema", {})):
        return Phrase("rewrite.both_languages")
    return None


def fitting_text(text: str, rules: Rules) -> str | None:
    """A text of the form that is due and differs only in width, case, spaces or joining signs; None where none does."""
    plain = half_width(text).strip()
    lower = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain).lower()
    joined = (re.sub(r"[\s_]+", "-", lower), re.sub(r"[\s-]+", "_", lower))
    tried = (plain, *joined, plain.lower())
    longest = rules.get("maxlength", 500)
    forms = (t for t in tried if t and len(t) <= longest and re.fullmatch(rules.get("regex", ""), t))
    return next(forms, None)
