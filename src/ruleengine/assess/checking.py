"""Whether an assessment of the right shape holds together: texts, dates, findings, and who is named in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from ruleengine.assess.findings import NONCONFORMITIES, findings_of, present_id
from ruleengine.assess.sampling import check_sampling
from ruleengine.assess.value_places import field_at, given_at, value_place
from ruleengine.assess.verification import maps
from ruleengine.assess.verified_result import is_same
from ruleengine.diagnostics import Fault, Related, Report, nearest
from ruleengine.inventory.from_document import check_period, check_texts
from ruleengine.inventory.product import check_product
from ruleengine.inventory.values import read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.source.document import Document, Path
from ruleengine.source.wording import shown_text

#: The keys whose values are initials of the team, and those that are days; `declaration.date` is looked at by itself.
_PERSONS = ("by", "closed_by")
_DAYS = ("from", "to", "date", "deadline", "closed", "visited")
_PARTS = ("verification", "findings", "data", "conclusion", "log")


def check_assessment(document: Document, program: Program, report: Report) -> None:
    """Check what an assessment of the right shape says itself: texts, findings, dates (E601, E612, E613)."""
    data = as_map(document.data)
    check_texts(document, report)
    check_product(document, report)
    _check_findings(as_map(data.get("findings")), program, document, report)
    _check_days(document, report)
    _check_persons(document, report)
    _check_samples(program, document, report)
    check_sampling(document, report)
    _check_dates(as_map(data.get("declaration")), program, document, report)
    check_period(document, {k: str(v) for k, v in as_map(data.get("period")).items()}, report)


def _check_findings(
    findings: Mapping[str, object], program: Program, document: Document, report: Report
) -> None:
    known = [r.id for r in program.requirements]
    for name in findings:
        now = None if name in known else present_id(name, program)
        if now is not None:
            key = "E601.renamed_twice" if now in findings else "W649.requirement"
            report.tell(
                key, document.key_place(("findings", name)), name=name, now=now,
                reference=str(program.resolved.reference),
            )  # fmt: skip
        elif name not in known:
            place = document.key_place(("findings", name))
            report.tell(
                "E601.requirement", place, reference=str(program.resolved.reference), name=shown_text(name),
                known=tuple(known), nearest=nearest(name, known),
            )  # fmt: skip


def _check_dates(
    declaration: Mapping[str, object], program: Program, document: Document, report: Report
) -> None:
    dates: dict[str, date] = {}
    for name in ("date", "valid_until"):
        if name in declaration:
            try:
                dates[name] = date.fromisoformat(str(declaration[name]))
            except ValueError:
                place = document.place(("declaration", name))
                report.tell("E612.date", place, text=shown_text(str(declaration[name])))
    if len(dates) == 2 and dates["valid_until"] < dates["date"]:
        place = document.place(("declaration", "valid_until"))
        first, last = dates["date"].isoformat(), dates["valid_until"].isoformat()
        report.tell("E612.declaration", place, first=first, last=last)
    if "date" in dates:
        _check_standards(dates["date"], program, document, report)


def _check_standards(declared: date, program: Program, document: Document, report: Report) -> None:
    """Nothing is declared by a standard before the day from which it applies; where none is known, before its issue."""
    for rule_set in reversed(program.resolved.chain):
        standard = as_map(rule_set.header.get("standard"))
        name = "effective" if "effective" in standard else "issued"
        if name in standard and declared < date.fromisoformat(str(standard[name])):
            report.tell(
                "E612.before_effective" if name == "effective" else "E612.before_issued",
                document.place(("declaration", "date")),
                related=(Related("declared", rule_set.document.place(("standard", name))),),
                date=declared.isoformat(), day=str(standard[name]),
                standard=str(standard.get("number", rule_set.reference)),
            )  # fmt: skip


def _check_days(document: Document, report: Report) -> None:
    """Days that do not exist, and activities that end before they begin (E612)."""
    for path, key, value in _said(document):
        if key in _DAYS and not _exists(value):
            report.tell("E612.date", document.place(path), text=shown_text(value))
    for number, activity in enumerate(maps(as_map(as_map(document.data).get("verification")), "dates")):
        first, last = str(activity["from"]), str(activity["to"])
        if last < first:
            place = document.place(("verification", "dates", number, "to"))
            report.tell("E612.period", place, first=first, last=last)


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _check_persons(document: Document, report: Report) -> None:
    """Initials that two of the team have, or that nobody has (E680)."""
    team = [*maps(as_map(as_map(document.data).get("verification")), "team")]
    known = tuple(dict.fromkeys(str(m["initials"]) for m in team))
    for name, count in Counter(str(m["initials"]) for m in team).items():
        if count > 1:
            number = max(i for i, m in enumerate(team) if m["initials"] == name)
            place = document.place(("verification", "team", number, "initials"))
            report.tell("E680.same_initials", place, initials=name)
    for path, key, value in _said(document):
        if (key in _PERSONS or (len(path) > 1 and path[-2] == "by")) and value not in known:
            report.tell(
                "E680.unknown_person" if known else "E680.no_team", document.place(path), initials=shown_text(value),
                known=known or None, nearest=nearest(value, known),
            )  # fmt: skip


def _check_samples(program: Program, document: Document, report: Report) -> None:
    """Samples that are larger than what they are taken of, and closings of what is not open or not yet found (E680)."""
    for name, finding in findings_of(as_map(document.data), program).items():
        path: Path = ("findings", finding.key)
        element = f"findings.{finding.key}"
        for judgement in finding.judgements:
            population, sample = judgement.population or "", judgement.sample or ""
            if population.isdecimal() and sample.isdecimal() and int(sample) > int(population):
                report.tell(
                    "E680.sample", document.place(path), element=element, sample=sample, population=population
                )
        if finding.closed is None:
            continue
        place = document.place((*path, "closed"))
        days = [j.date for j in finding.counting if j.finding in NONCONFORMITIES and j.date is not None]
        if finding.finding not in (None, *NONCONFORMITIES):
            report.tell("E680.closed", place, element=element, requirement=name)
        elif finding.closed_by is None:
            report.tell("E680.closed_by", place, element=element, requirement=name)
        elif days and finding.closed < max(days):
            report.tell(
                "E680.closed_before",
                place,
                element=element,
                requirement=name,
                closed=finding.closed,
                found=max(days),
            )


def check_values(document: Document, program: Program, inventory: Document, report: Report) -> None:
    """Check what is said of values against the inventory: their names, what was verified, why (E601 to E606, E680)."""
    for name, said in as_map(as_map(document.data).get("data")).items():
        key: Path = ("data", name)
        try:
            path = value_place(name, program, inventory.data)
        except Fault as fault:
            report.take([fault.diagnostic(document.key_place(key), element=f"data.{name}")])
            continue
        looks = [(key, as_map(said))]
        looks += [((*key, "judgements", i), look) for i, look in enumerate(maps(as_map(said), "judgements"))]
        looks += [((*key, "settled"), as_map(as_map(said).get("settled")))]
        for at, look in looks:
            _check_look(name, at, look, path, (document, inventory), program, report)


def _check_look(
    name: str, at: Path, look: Mapping[str, object], path: Path | None, files: tuple[Document, Document],
    program: Program, report: Report,
) -> None:  # fmt: skip
    document, inventory = files
    element, verified = f"data.{name}", look.get("verified")
    if path is None:
        if verified is not None:
            report.tell("E680.factor_value", document.place((*at, "verified")), element=element, name=name)
        return
    for part in ("verified", "reported"):
        if look.get(part) is not None:
            try:
                read_value(field_at(path, program), look[part])
            except Fault as fault:
                report.take([fault.diagnostic(document.place((*at, part)), element=element)])
                return
    now, reported = given_at(path, inventory.data), look.get("reported")
    others = [x for x in (reported, verified) if x is not None]
    if reported is not None and not any(is_same(path, program, now, x) for x in others):
        report.tell(
            "E680.reported", document.place((*at, "reported")), element=element, name=name,
            reported=shown_text(str(reported)), now=shown_text(str(now)),
        )  # fmt: skip
    if at[-1] == "settled":
        return
    if (
        verified is not None
        and reported is None
        and now is not None
        and not is_same(path, program, now, verified)
    ):
        report.tell(
            "E680.not_reported", document.place((*at, "verified")), element=element, name=name,
            now=shown_text(str(now)),
        )  # fmt: skip
        return
    differs = verified is not None and not is_same(
        path, program, reported if reported is not None else now, verified
    )
    if differs and look.get("why") is None:
        report.tell("E680.why", document.place((*at, "verified")), element=element, name=name)


def _said(document: Document) -> Iterator[tuple[Path, str, str]]:
    """The texts of all that verifiers write, each with its path and its key."""
    data = as_map(document.data)
    for part in _PARTS:
        yield from _texts(data.get(part), (part,))


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, str):
        yield path, str(path[-1]), value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, number))
