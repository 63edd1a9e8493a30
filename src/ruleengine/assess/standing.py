"""Where a verification stands, as plain data and as lines: state, results, deviation, obstacles, nonconformities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import asdict

from ruleengine.assess.assessment import Assessment
from ruleengine.assess.decision import decision_rule, rule_in_words
from ruleengine.assess.log import state_of
from ruleengine.assess.nonconformities import ListedNonconformity
from ruleengine.assess.sampling import carried_results
from ruleengine.assess.steps import next_state
from ruleengine.assess.verified_result import VerifiedResult
from ruleengine.diagnostics import Diagnostic, Phrase
from ruleengine.diagnostics.facts import Speaker
from ruleengine.figures import plain, round_significant
from ruleengine.language import Language, Texts

_STATE: Texts = ("{id}: {state}{since}", "{id}：{state}{since}")
_SINCE: Texts = (" since {date} ({by})", "（{date}起，{by}）")
_RESULT: Texts = ("result per unit: {value} kgCO2e", "单位结果：{value} kgCO2e")
_VERIFIED: Texts = (
    "verified: {value} kgCO2e, which is {deviation} % from the {reported} kgCO2e that were reported; "
    "{count} value{count:s} found otherwise",
    "核查后：{value} kgCO2e，与报告的{reported} kgCO2e相差{deviation} %；{count}个值与报告不同",
)
_JUDGED: Texts = (
    "judged: {judged} of {count} requirement{count:s}; nonconformities: {major} major and {minor} minor open",
    "已判定：{judged}项，共{count}项要求；未关闭的不符合：严重{major}项，轻微{minor}项",
)
_NEXT: Texts = ("next: {state}; nothing stands against it", "下一步：{state}；没有障碍")
_AGAINST: Texts = ("next: {state}; {count} thing{count:s} against it", "下一步：{state}；障碍{count}项")
_CARRIED: Texts = ("{id}: {value} {unit}, carried over from {source}", "{id}：{value} {unit}，取自{source}")
_OWN: Texts = ("{id}: {value} {unit}, of its own", "{id}：{value} {unit}，自身结果")
_NONE: Texts = ("no nonconformities", "没有不符合项")
_ROW: Texts = (
    "{number}. {requirement:code} {kind}, {standing}",
    "{number}. {requirement:code}　{kind}，{standing}",
)
_STANDINGS = {
    "open": ("open, due {deadline}", "未关闭，期限{deadline}"),
    "overdue": ("OVERDUE since {deadline}", "已逾期，期限{deadline}"),
    "no_deadline": ("open without a deadline", "未关闭，未定期限"),
    "closed": ("closed {closed} by {closed_by}", "已关闭，{closed}，{closed_by}"),
}
_ACTION: Texts = ("   corrective action: {action}", "   纠正措施：{action}")
_NOTE: Texts = ("   found: {note}", "   所见：{note}")


def standing_lines(
    assessment: Assessment, found: VerifiedResult, against: Sequence[Diagnostic], language: Language
) -> Iterator[str]:
    """Where a verification stands, in lines; what stands against the next step is told behind them."""
    say, log = Speaker(language), assessment.log
    since = say(_SINCE, date=log[-1].date, by=log[-1].by) if log else ""
    yield say(_STATE, id=assessment.id, state=Phrase(f"state.{state_of(log)}"), since=since)
    figure = assessment.result.rounded
    yield say(_RESULT, value=plain(figure(found.now.per_unit)))
    if found.changes:
        yield say(
            _VERIFIED, value=plain(figure(found.verified.per_unit)), reported=plain(figure(found.reported.per_unit)),
            deviation=per_cent(found.deviation), count=len(found.changes),
        )  # fmt: skip
    counted = _counts(assessment)
    yield say(_JUDGED, **counted)
    yield rule_in_words(decision_rule(assessment.program), language)
    yield from _family(assessment, say)
    following = next_state(assessment)
    if following is not None:
        state = Phrase(f"state.{following}")
        yield say(_AGAINST, state=state, count=len(against)) if against else say(_NEXT, state=state)


def per_cent(deviation: Decimal | None) -> str:
    """A deviation in per cent with its sign and three significant digits; a dash where there is none."""
    return (
        "—"
        if deviation is None
        else f"{'+' if deviation > 0 else ''}{plain(round_significant(deviation, 3))}"
    )


def _counts(assessment: Assessment) -> dict[str, int]:
    standing = assessment.findings.values()
    return {
        "judged": sum(f.finding is not None and f.is_current for f in standing),
        "count": len(assessment.program.requirements),
        "major": sum(f.is_open and f.finding == "major" for f in standing),
        "minor": sum(f.is_open and f.finding == "minor" for f in standing),
    }


def _family(assessment: Assessment, say: Speaker) -> Iterator[str]:
    """The results of the members of a product family."""
    verification = assessment.verification
    if verification is None or verification.sampling is None:
        return
    for item in carried_results(verification.sampling):
        if item.value is not None:
            facts = {
                "id": item.member.id,
                "value": plain(assessment.result.rounded(item.value)),
                "unit": item.unit or "",
            }
            said = (
                say(_OWN, **facts)
                if item.carried_from is None
                else say(_CARRIED, **facts, source=item.carried_from)
            )
            yield f"  {said}"


def nonconformity_lines(found: Sequence[ListedNonconformity], language: Language) -> Iterator[str]:
    """The list of nonconformities, each with what was found, what is done about it and by when."""
    say = Speaker(language)
    if not found:
        yield say(_NONE)
    for item in found:
        deadlines = {
            "deadline": item.deadline or "—",
            "closed": item.closed or "—",
            "closed_by": item.closed_by or "—",
        }
        yield say(
            _ROW, number=item.number, requirement=item.requirement, kind=Phrase(f"found.{item.kind}"),
            standing=say(_STANDINGS[item.standing], **deadlines),
        )  # fmt: skip
        yield f"   {item.text[language]}"
        for note in item.notes:
            yield say(_NOTE, note=note)
        if item.corrective_action:
            yield say(_ACTION, action=item.corrective_action)


def standing_data(
    assessment: Assessment,
    found: VerifiedResult,
    against: Sequence[Diagnostic],
    listed: Sequence[ListedNonconformity],
) -> dict[str, object]:
    """The same as JSON-able data."""
    rule, deviation = decision_rule(assessment.program), found.deviation
    verification = assessment.verification
    sampling = None if verification is None else verification.sampling
    return {
        "assessment": assessment.id,
        "ruleset": str(assessment.program.resolved.reference),
        "inventory": {"id": found.now.inventory.id, "hash": found.now.inventory.fingerprint},
        "state": state_of(assessment.log),
        "log": [asdict(step) for step in assessment.log],
        "next": next_state(assessment),
        "against": [d.data() for d in against],
        "result": {
            "reported": plain(found.reported.per_unit), "now": plain(found.now.per_unit),
            "verified": plain(found.verified.per_unit), "unit": "kgCO2e",
            "deviation": None if deviation is None else plain(deviation),
        },
        "values": [
            {"name": c.name, "reported": _plain(c.reported), "verified": _plain(c.verified), "by": c.by, "date": c.date,
             "why": c.why, "in_inventory": c.is_made}
            for c in found.changes
        ],
        "counts": _counts(assessment),
        "decision_rule": {
            "open_major": rule.open_major, "open_minor": rule.open_minor, "judged": list(rule.judged),
            "materiality": None if rule.materiality is None else plain(rule.materiality),
            "stated_by_rule_set": list(rule.stated),
        },
        "members": [
            {"id": c.member.id, "sampled": c.member.sampled, "value": None if c.value is None else plain(c.value),
             "unit": c.unit, "carried_from": c.carried_from}
            for c in (carried_results(sampling) if sampling is not None else ())
        ],
        "nonconformities": [nonconformity_data(item) for item in listed],
    }  # fmt: skip


def nonconformity_data(item: ListedNonconformity) -> dict[str, object]:
    """A nonconformity as JSON-able data."""
    return asdict(item)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | str) else str(value)
