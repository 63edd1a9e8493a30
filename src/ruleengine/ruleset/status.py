"""The status file of a folder of rules: what has become of versions whose bytes stay as they were released."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from ruleengine.diagnostics import Diagnostic, Fault, Phrase, Place, Refused, Related, Report, nearest_name
from ruleengine.ruleset.model import FactorTable, Reference, RuleSet
from ruleengine.ruleset.sources import LibrarySource
from ruleengine.source.document import Document, Path
from ruleengine.source.reader import read_bytes
from ruleengine.source.shapes import check_shape

#: The name of the file, beside the folders of the rules.
STATUS = "status.yaml"


@frozen
class Event:
    """A withdrawal or an erratum: the day; why or what, and the title of the source that says so, as `{zh, en}`."""

    date: str
    text: Mapping[str, str]
    source: Mapping[str, str]


@frozen
class Status:
    """What the status file says of one version; days are ISO dates, None where nothing is said.

    `first` and `last` are the days from and until which it is in force, `transition` the last day on which it may still
    be used beside its successor. Each status file may withdraw a version and add errata.
    """

    first: str | None = None
    last: str | None = None
    transition: str | None = None
    withdrawn: tuple[Event, ...] = ()
    errata: tuple[Event, ...] = ()


@frozen
class StatusFile:
    """A status file: `id@version` → status. `faults` say why it cannot be used; then no version that it may name is."""

    statuses: Mapping[str, Status] = field(factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    document: Document | None = None

    def of(self, reference: Reference) -> Status:
        """The status of a version; raises `Refused` where the file cannot be used."""
        if self.faults:
            raise Refused(self.faults)
        return self.statuses.get(str(reference), Status())

    def unknown(self, known: Iterable[Reference]) -> Iterator[tuple[str, Diagnostic]]:
        """What the file names that is not among `known`, with what is to be told of it (E315)."""
        references = {str(r): r for r in known}
        for name in self.statuses:
            if name not in references and self.document:
                fault = Fault("E315.unknown", name=name, nearest=_nearest(name, references))
                yield name, fault.diagnostic(self.document.key_place(("status", name)))

    def place(self, name: str, key: str) -> Place:
        """Where the file says a fact of `id@version`."""
        return self.document.place(("status", name, key)) if self.document else Place(STATUS)


def _nearest(name: str, known: Mapping[str, Reference]) -> str | None:
    """Another version of the id, or the version of an id that is written almost so; None where there is neither."""
    id_, _, version = name.partition("@")
    versions = [k for k, r in known.items() if r.id == id_]
    if versions:
        return nearest_name(name, versions) or versions[-1]
    near = nearest_name(id_, {r.id for r in known.values()})
    return f"{near}@{version}" if f"{near}@{version}" in known else None


def status_of_item(item: RuleSet | FactorTable, status: Status) -> Status:
    """What is known of a version: the status file, and for what that leaves open the dates in a rule set's own file."""
    standard = item.header.get("standard") if isinstance(item, RuleSet) else None
    facts = standard if isinstance(standard, Mapping) else {}
    effective, withdrawn = facts.get("effective"), facts.get("withdrawn")
    last = _day_before(str(withdrawn)) if withdrawn else None
    return Status(
        first=status.first or (str(effective) if effective else None),
        last=status.last or last,
        transition=status.transition,
        withdrawn=status.withdrawn,
        errata=status.errata,
    )


def status_in(files: Iterable[StatusFile], reference: Reference) -> Status:
    """What status files, the topmost first, say of a version; raises `Refused` where one is damaged or two differ."""
    given = [(file, file.of(reference)) for file in files]
    report = Report()
    for key, fact in (("from", "first"), ("until", "last"), ("transition", "transition")):
        _check_agreement(str(reference), key, [(f, getattr(s, fact)) for f, s in given], report)
    report.stop_on_errors()
    return merged(status for _, status in given)


def _check_agreement(
    name: str, key: str, said: Sequence[tuple[StatusFile, str | None]], report: Report
) -> None:
    """Tell (E315) of a day that two files say differently of one version: neither goes before the other."""
    saying = [(file, day) for file, day in said if day is not None]
    for file, day in saying[1:]:
        first, due = saying[0]
        if day != due:
            place, other = first.place(name, key), file.place(name, key)
            report.tell(
                "E315.conflict", place, related=(Related("other", other),),
                name=name, first=f"{key}: {due}", last=f"{key}: {day}", other=other.file,
            )  # fmt: skip


def merged(statuses: Iterable[Status]) -> Status:
    """What several status files that agree say of one version: the days that one of them says, and all events."""
    given = tuple(statuses)
    return Status(
        first=next((s.first for s in given if s.first is not None), None),
        last=next((s.last for s in given if s.last is not None), None),
        transition=next((s.transition for s in given if s.transition is not None), None),
        withdrawn=_each_once(e for s in given for e in s.withdrawn),
        errata=_each_once(e for s in given for e in s.errata),
    )


def _each_once(events: Iterable[Event]) -> tuple[Event, ...]:
    found: list[Event] = []
    for event in events:
        if event not in found:
            found.append(event)
    return tuple(found)


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def in_force(status: Status, on: date) -> bool:
    """Whether a version is in force on a day; without a first day it never is."""
    day = on.isoformat()
    return status.first is not None and status.first <= day and (status.last is None or day <= status.last)


def in_transition(status: Status, on: date) -> bool:
    """Whether a version is no longer in force on a day and may still be used."""
    day = on.isoformat()
    return (
        status.last is not None and status.transition is not None and status.last < day <= status.transition
    )


def is_withdrawn(status: Status, on: date | None) -> bool:
    """Whether a version is withdrawn on a day, from the day of its withdrawal on; without a day, whether it ever is."""
    return any(on is None or event.date <= on.isoformat() for event in status.withdrawn)


def period(version: str, status: Status) -> Phrase:
    """From when to when a version applies, and from when it is withdrawn, in words."""
    applies = _days_of(version, status)
    if not status.withdrawn:
        return applies
    return Phrase("period.withdrawn", applies=applies, day=min(e.date for e in status.withdrawn))


def _days_of(version: str, status: Status) -> Phrase:
    if status.first is None:
        return Phrase("period.none", version=version)
    if status.last is None:
        return Phrase("period.since", version=version, first=status.first)
    if status.transition is None:
        return Phrase("period.between", version=version, first=status.first, last=status.last)
    return Phrase(
        "period.transition", version=version, first=status.first, last=status.last, end=status.transition
    )


def read_status_file(source: LibrarySource, shown: str) -> StatusFile:
    """The status file of a source, which messages name `shown`; an empty one where there is none. Nothing is raised."""
    report, content = Report(), source.content()
    fault = content.faults.get(STATUS) or (
        Fault("E101.folder_for_file") if STATUS in content.folders else None
    )
    if fault is not None:
        return StatusFile(faults=(fault.diagnostic(Place(shown)),))
    if STATUS not in content.files:
        return StatusFile()
    raw = source.read(STATUS, shown, report)
    return StatusFile(faults=tuple(report.items)) if raw is None else status_file_of(raw, shown)


def status_file_of(raw: bytes, shown: str) -> StatusFile:
    """The status file of its bytes, which messages name `shown`; nothing is raised."""
    report = Report()
    document = read_bytes(raw, shown, report)
    if document is None or not check_shape(document, "status", report):
        return StatusFile(faults=tuple(report.items))
    check_status(document, report)
    if report.errors:
        return StatusFile(faults=tuple(report.items))
    titles = {k: _texts(_map(v).get("title", k)) for k, v in _map(_map(document.data).get("sources")).items()}
    statuses = {name: _status(entry, titles) for name, entry in _entries(document).items()}
    return StatusFile(statuses, document=document)


def check_status(document: Document, report: Report) -> None:
    """Tell what is wrong in a status file of the right shape: days, their order, sources (E315)."""
    data = document.data
    sources = _map(data.get("sources")) if isinstance(data, Mapping) else {}
    for name, entry in _entries(document).items():
        path: Path = ("status", name)
        days = {k: (*path, k) for k in ("from", "until", "transition") if k in entry}
        events = _events(entry, path)
        for place in (*days.values(), *((*at, "date") for at, _ in events)):
            _check_day(document, place, report)
        _check_order(document, name, entry, path, report)
        for at, fields in ((path, entry), *events):
            source = fields.get("source")
            if source is not None and source not in sources:
                near = nearest_name(str(source), sources)
                report.tell("E315.source", document.place((*at, "source")), source=str(source), nearest=near)


def _events(entry: Mapping[str, object], path: Path) -> list[tuple[Path, Mapping[str, object]]]:
    """The withdrawal and the errata of an entry, with where they stand."""
    errata = entry.get("errata")
    listed = [
        ((*path, "errata", i), _map(e)) for i, e in enumerate(errata if isinstance(errata, list) else ())
    ]
    return [((*path, "withdrawn"), _map(entry["withdrawn"])), *listed] if "withdrawn" in entry else listed


def _check_day(document: Document, path: Path, report: Report) -> None:
    value: object = document.data
    for step in path:
        value = (
            value[step] if isinstance(value, list) and isinstance(step, int) else _map(value).get(str(step))
        )
    try:
        date.fromisoformat(str(value))
    except ValueError:
        report.tell("E315.day", document.place(path), text=str(value))


def _check_order(
    document: Document, name: str, entry: Mapping[str, object], path: Path, report: Report
) -> None:
    """The days in their order; the end of a transition needs the end that it follows."""
    for earlier, later in (("from", "until"), ("until", "transition")):
        if later in entry and earlier in entry and str(entry[later]) < str(entry[earlier]):
            place = document.place((*path, later))
            report.tell(
                "E315.order", place, name=name, first=f"{earlier}: {entry[earlier]}", last=f"{later}: {entry[later]}"
            )  # fmt: skip
        elif later == "transition" and later in entry and earlier not in entry:
            report.tell("E315.no_end", document.place((*path, later)), name=name)


def _entries(document: Document) -> dict[str, Mapping[str, object]]:
    data = _map(document.data).get("status")
    return {k: _map(v) for k, v in _map(data).items()}


def _status(entry: Mapping[str, object], titles: Mapping[str, Mapping[str, str]]) -> Status:
    def day(key: str) -> str | None:
        return str(entry[key]) if key in entry else None

    def event(fields: Mapping[str, object], text: str) -> Event:
        source = titles[str(fields.get("source", entry["source"]))]
        return Event(str(fields["date"]), _texts(fields[text]), source)

    errata = entry.get("errata")
    withdrawn = _map(entry.get("withdrawn"))
    return Status(
        first=day("from"),
        last=day("until"),
        transition=day("transition"),
        withdrawn=(event(withdrawn, "because"),) if withdrawn else (),
        errata=tuple(event(_map(e), "text") for e in (errata if isinstance(errata, list) else ())),
    )


def _texts(value: object) -> Mapping[str, str]:
    """A text in both languages; a bare one is the same in both."""
    return {k: str(_map(value).get(k, "") if isinstance(value, Mapping) else value) for k in ("zh", "en")}


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
