"""A checklist to be filled in, of a rule set, a product and what has been judged: plain texts for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ruleengine.answers.form import FillableChecklist, FormLine, FormTongue, choice_word, worded
from ruleengine.assess.assessment import Assessment
from ruleengine.diagnostics import Diagnostic
from ruleengine.documents.checklist.sheet import ChecklistWish
from ruleengine.documents.checklist.sheet_types import ChecklistSheet, Quality, ValueRow
from ruleengine.documents.checklist_office.answered import answers_of, looks_at
from ruleengine.documents.notation import number_text, unit_text
from ruleengine.documents.view import checklist_view
from ruleengine.documents.view_types import Bilingual, RequirementRow, View
from ruleengine.figures import with_unit
from ruleengine.program.program import Program
from ruleengine.run.labels import GRADE_LABELS, VERB_LABELS, VERDICT_LABELS
from ruleengine.run.result import Result
from ruleengine.version import __version__

_TITLE = ("产品碳足迹核查清单", "Verification checklist of a product carbon footprint")
_STATUS = {"draft": ("草案", "draft"), "released": ("已发布", "released")}
_MANUAL = {"zh": "人工核查", "en": "by the verifier"}
_ACTIVITIES = {
    "desk_review": ("文件评审", "desk review"),
    "site_visit": ("现场核查", "site visit"),
    "interview": ("访谈", "interview"),
}
_ROLES = {
    "lead": ("组长", "lead"),
    "member": ("组员", "member"),
    "expert": ("技术专家", "expert"),
    "reviewer": ("独立复核", "reviewer"),
}
_LEVELS = {"limited": ("有限保证", "limited"), "reasonable": ("合理保证", "reasonable")}


def checklist_form(
    program: Program,
    result: Result | None,
    tongue: FormTongue,
    assessment: Assessment | None = None,
    warnings: Sequence[Diagnostic] = (),
    wish: ChecklistWish | None = None,
) -> FillableChecklist:
    """The checklist to be filled in; with an assessment, what one verifier has judged stands in it already."""
    view = checklist_view(program, result, tongue, warnings, wish or ChecklistWish(), assessment)
    sheet, resolved, inventory = view["sheet"], program.resolved, result.inventory if result else None
    rows = [row for group in view["groups"] for row in group["rows"]]
    meta = {
        "ruleset": str(resolved.reference), "hash": resolved.fingerprint, "language": tongue, "engine": __version__,
    }  # fmt: skip
    if inventory is not None:
        meta |= {"inventory": inventory.id, "inventory_hash": inventory.fingerprint}
    return FillableChecklist(
        tongue=tongue, title=worded(_TITLE, tongue, "\n"),
        status=worded(_STATUS[view["ruleset"]["status"]], tongue),
        facts=(*_facts(view, tongue), *(_verification(sheet, tongue) if sheet else ())),
        requirements=tuple(_requirement(row, tongue) for row in rows),
        values=tuple(_value(n, row, tongue) for n, row in enumerate(sheet["values"] if sheet else (), start=1)),
        sources=tuple(_sources(view, sheet, tongue)), meta=meta, head=_conclusion(sheet, tongue) if sheet else {},
    )  # fmt: skip


def said(text: Bilingual | Mapping[str, str] | str | None, tongue: FormTongue, between: str = "\n") -> str:
    """A text in the language of a form; a text in one language alone as it is."""
    if text is None or isinstance(text, str):
        return text or ""
    return worded((text["zh"], text["en"]), tongue, between)


def _requirement(row: RequirementRow, tongue: FormTongue) -> FormLine:
    answers, reported = answers_of(row["answer"], tongue), row["reported"]
    fixed = (
        frozenset(("reported",)) if reported is not None and "reported" not in answers else frozenset[str]()
    )
    if reported is not None:
        answers.setdefault("reported", with_unit(reported["value"], reported["unit"]))
    return FormLine(row["id"], row["hash"], dict(_printed(row, tongue)), answers, fixed)


def _printed(row: RequirementRow, tongue: FormTongue) -> Iterator[tuple[str, str]]:
    """The cells of a requirement that are printed."""
    standard = f"{row['standard']} " if row["standard"] else ""
    yield "no", row["no"]
    yield "clause", f"{standard}{row['clause'] or ''}".strip()
    yield "verb", said(VERB_LABELS[row["verb"]], tongue, " ")
    yield "text", said(row["text"], tongue)
    yield "asked", "\n".join(said(item, tongue, " ") for item in row["evidence"])
    yield "activity", worded(_ACTIVITIES[row["activity"]], tongue)
    verdict = VERDICT_LABELS[row["verdict"]] if row["verdict"] else None if row["computed"] else _MANUAL
    yield "verdict", said(verdict, tongue, " ")
    yield "reason", said(row["reason"], tongue)


def _value(number: int, row: ValueRow, tongue: FormTongue) -> FormLine:
    """A line of the data annex; its hash is the value as it was given, which a verified one is held against."""
    amount, share, which = row["amount"], row["share"], f" ({row['row']})" if row["row"] else ""
    cells = {
        "no": str(number), "label": said(row["label"], tongue) + which, "path": row["path"],
        "value": number_text(amount["value"]) if amount else "",
        "unit": unit_text(amount["unit"], tongue) if amount else "", "source": row["source"] or "",
        "quality": _quality(row["quality"], tongue), "share": "" if share is None else f"{round(share * 100, 1)} %",
    }  # fmt: skip
    given = row["given"] or (amount["value"] if amount else "")
    return FormLine(row["path"], given, cells, looks_at(row["looks"], row["conflict"], tongue))


def _quality(quality: Quality | None, tongue: FormTongue) -> str:
    if quality is None:
        return ""
    primary = {True: ("初级", "primary"), False: ("次级", "secondary")}.get(
        bool(quality["primary"]), ("", "")
    )
    words = [
        worded(primary, tongue) if quality["primary"] is not None else "",
        said(quality["kind"], tongue, " "),
    ]
    return " ".join(filter(None, [*words, quality["mean"]]))


def _facts(view: View, tongue: FormTongue) -> Iterator[tuple[str, str]]:
    """Rule set, product, inventory and result, as they stand at the head."""
    rule_set = view["ruleset"]
    yield worded(("规则集", "Rule set"), tongue), f"{rule_set['id']}@{rule_set['version']}"
    yield worded(("标准", "Standard"), tongue), said(rule_set["title"], tongue, " ")
    yield worded(("规则集散列值", "Hash of the rule set"), tongue), rule_set["hash"]
    product, inventory, result = view["product"], view["inventory"], view["result"]
    if product is not None:
        yield worded(("产品", "Product"), tongue), said(product["name"], tongue, " ")
        yield worded(("型号", "Model"), tongue), said(product["model"], tongue, " ")
        maker = product["manufacturer"]
        yield worded(("生产者", "Manufacturer"), tongue), said(maker["name"], tongue, " ") if maker else ""
    if inventory is not None:
        yield worded(("清单", "Inventory"), tongue), f"{inventory['id']} ({inventory['hash']})"
        period = inventory["period"]
        yield (
            worded(("数据时间", "Period of the data"), tongue),
            f"{period['from']} – {period['to']}" if period else "",
        )
    if result is not None:
        value = result["per_unit"]
        unit = said(view["unit"]["short"], tongue, " ") if view["unit"] else ""
        footprint = f"{number_text(value['value'])} {unit_text(value['unit'], tongue)} / {unit}"
        yield worded(("碳足迹", "Carbon footprint"), tongue), footprint


def _verification(sheet: ChecklistSheet, tongue: FormTongue) -> Iterator[tuple[str, str]]:
    """Client, body, team, dates, scope, level, materiality and sampling; empty where the assessment is silent."""

    def name(zh: str, en: str) -> str:
        return worded((zh, en), tongue)

    client, body, level = sheet["client"], sheet["body"], sheet["assurance"]
    yield name("委托方", "Client"), said(client["name"], tongue, " ") if client else ""
    yield name("核查机构", "Verification body"), said(body["name"], tongue, " ") if body else ""
    team = (f"{m['initials']} {m['name']} ({worded(_ROLES[m['role']], tongue)})" for m in sheet["team"])
    yield name("核查组", "Team"), "\n".join(team)
    dates = (f"{d['from']} – {d['to']} {worded(_ACTIVITIES[d['activity']], tongue)}" for d in sheet["dates"])
    yield name("核查日期", "Dates"), "\n".join(dates)
    yield name("核查范围", "Scope"), said(sheet["scope"], tongue)
    yield name("保证等级", "Level of assurance"), worded(_LEVELS[level], tongue) if level else ""
    yield name("实质性", "Materiality"), sheet["materiality"] or ""
    yield name("抽样方案", "Sampling plan"), said(sheet["sampling_plan"], tongue)


def _conclusion(sheet: ChecklistSheet, tongue: FormTongue) -> dict[str, str]:
    """The conclusion of an assessment as the answers of the head."""
    given = sheet["conclusion"]
    if given is None:
        return {}
    found = {
        "opinion": choice_word("opinion", given["opinion"], tongue), "text": said(given["text"], tongue),
        "concluded_by": given["by"] or "", "concluded_on": given["date"] or "",
    }  # fmt: skip
    return {key: text for key, text in found.items() if text}


def _sources(view: View, sheet: ChecklistSheet | None, tongue: FormTongue) -> Iterator[tuple[str, ...]]:
    """The register of sources: heading, the sources of the inventory, then those of the rule set."""
    headings = (
        ("标识", "Id"),
        ("名称", "Title"),
        ("发布者", "Publisher"),
        ("年份", "Year"),
        ("质量或等级", "Quality or grade"),
    )
    yield tuple(worded(pair, tongue, "\n") for pair in headings)
    for row in sheet["register"] if sheet else ():
        yield row["id"], row["title"], "", row["year"] or "", _quality(row["quality"], tongue)
    for source in view["sources"]:
        yield (
            source["id"], said(source["title"], tongue, " "), said(source["publisher"], tongue, " "),
            str(source["year"] or ""), said(GRADE_LABELS[source["grade"]], tongue, " "),
        )  # fmt: skip
