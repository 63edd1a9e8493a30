"""What changed for one's products, as sections, lines, Markdown, and data: the same headings and items in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from ruleengine.compare.as_text import escaped
from ruleengine.compare.bulletin import Bulletin, RuleSetNews
from ruleengine.compare.edits import Edit
from ruleengine.compare.entries import Entry
from ruleengine.compare.purposes import demanded
from ruleengine.compare.view import EditRow, FieldLine, difference_view, value_text
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import BETWEEN, Language, Texts
from ruleengine.ruleset.model import PLACEHOLDER
from ruleengine.terminal import joined

#: How many items of a list are shown; it is to be two pages.
_SHOWN = 20

_TITLE: Texts = (
    "What changed for these products, {first} to {last}",
    "这些产品所适用规则的变化：{first}至{last}",
)
_NAMES: Texts = ("{name}: inventories {count}", "{name}：清单{count}个")
_UNKNOWN: Texts = ("{name} is not in the library", "规则库中没有{name}")
_NOTHING_NEWER: Texts = ("{used} was the newest version on the last day", "至截止日，{used}为最新版本")
_NEWER: Texts = ("{used} is used; the newest version is {newer}", "所用版本为{used}，最新版本为{newer}")
_NO_DIFFERENCE: Texts = (
    "{used} and {newer} cannot be compared: {reason}",
    "{used}与{newer}无法比较：{reason}",
)
_RULES: Texts = ("Rules", "规则")
_ASKED: Texts = ("Data asked", "数据要求")
_NEW: Texts = ("new, has to be given: {name}", "新增，应提供：{name}")
_STRICTER: Texts = ("asked for otherwise: {name}: {what}", "要求有变化：{name}：{what}")
_FROM_TO: Texts = ("{name} {old} → {new}", "{name}由{old}改为{new}")
_FROM_NOTHING: Texts = ("{name} {new}, new", "新增{name} {new}")
_TO_NOTHING: Texts = ("{name} {old}, no longer", "不再有{name} {old}")
_COLUMN_NEW: Texts = ("column {name}, new", "新增列{name}")
_COLUMN_GONE: Texts = ("column {name}, no longer", "不再有列{name}")
_TO_MEET: Texts = ("new, has to be met: {name}", "新增，应满足：{name}")
_GONE: Texts = ("no longer taken: {name}", "不再接受：{name}")
_NO_DATA: Texts = ("no other data are asked for", "数据要求没有变化")
_NUMBERS: Texts = ("Numbers", "数值")
_NO_NUMBERS: Texts = ("no number that results rest on is another", "核算所依据的数值没有变化")
_WITH_EFFECT: Texts = ("{what} (effect: {effect})", "{what}（影响：{effect}）")
_REQUIREMENTS: Texts = (
    "requirements: {new} new, {changed} otherwise, {gone} gone", "核查要求：新增{new}项，修改{changed}项，删除{gone}项",
)  # fmt: skip
_DEADLINES: Texts = ("Deadlines", "期限")
_NO_DEADLINES: Texts = ("none is known", "未知有期限")
_AHEAD: Texts = ("{day} (after the last day): {what}", "{day}（截止日之后）：{what}")
_DAY: Texts = ("{day}: {what}", "{day}：{what}")
_HAPPENED: Texts = ("What happened", "期间发生的变化")
_NOTHING: Texts = ("nothing in this time", "期间没有变化")
_MORE: Texts = (
    "{count} more; see `ruleengine diff {used} {newer}`", "另有{count}项，见`ruleengine diff {used} {newer}`",
)  # fmt: skip
_DRAFT: Texts = ("{name} (draft)", "{name}（草案）")
_MORE_OTHERS: Texts = ("{count} more", "另有{count}项")
_UNDATED: Texts = (
    "the day on which these versions appeared is not known: {names}", "以下版本的出现日期不详：{names}",
)  # fmt: skip


@frozen
class BulletinSection:
    """A heading of the first, second or third rank, and what stands below it."""

    level: int
    heading: str
    items: tuple[str, ...]


def bulletin_lines(found: Bulletin, language: Language) -> Iterator[str]:
    """Line by line for a terminal."""
    for section in bulletin_sections(found, language):
        yield (
            section.heading
            if section.level == 1
            else f"{'' if section.level == 2 else '  '}{section.heading}"
        )
        yield from (joined([f"{'  ' * (section.level - 1)}  {item}"]) for item in section.items)
        if section.level < 3:
            yield ""


def bulletin_markdown(found: Bulletin, language: Language) -> str:
    """A Markdown text."""
    parts: list[str] = []
    for section in bulletin_sections(found, language):
        parts += [f"{'#' * section.level} {escaped(section.heading)}", ""]
        if section.items:
            parts += [*(f"- {escaped(item)}" for item in section.items), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def bulletin_data(found: Bulletin) -> dict[str, object]:
    """JSON-able data, whole lists."""
    return {
        "format": 1,
        "from": found.first,
        "to": found.last,
        "rule_sets": [_news_data(n) for n in found.news],
        "happened": [
            {"day": o.day, "what": o.happening, "version": str(o.reference), "text": dict(o.text)}
            for o in (*found.happened, *found.ahead)
        ],
        "undated": [str(r) for r in found.undated],
    }


def _news_data(news: RuleSetNews) -> dict[str, object]:
    return {
        "named": news.name,
        "inventories": news.products,
        "used": None if news.used is None else str(news.used),
        "newest": None if news.newer is None else str(news.newer),
        "newest_is_draft": news.draft,
        "changes": [{k: dict(v) for k, v in change.items()} for change in news.told],
        "asked": [e.path for e in news.asked],
        "no_longer_taken": [e.path for e in news.gone],
        "numbers": [e.path for e in news.numbers],
        "requirements": dict(zip(("added", "modified", "removed"), news.requirements, strict=True)),
        "faults": [d.data() for d in news.faults],
    }


def bulletin_sections(found: Bulletin, language: Language) -> Iterator[BulletinSection]:
    """What every form says, the title first."""
    yield BulletinSection(1, in_words(_TITLE, language, first=found.first, last=found.last), ())
    for news in found.news:
        yield from _of_rule_set(news, language)
    yield BulletinSection(2, in_words(_DEADLINES, language), tuple(_deadlines(found, language)))
    happened = [in_words(_DAY, language, day=o.day, what=o.title(language)) for o in found.happened]
    shown = happened[:_SHOWN]
    if len(happened) > _SHOWN:
        shown.append(in_words(_MORE_OTHERS, language, count=len(happened) - _SHOWN))
    if found.undated:
        shown.append(in_words(_UNDATED, language, names=", ".join(map(str, found.undated))))
    yield BulletinSection(2, in_words(_HAPPENED, language), tuple(shown) or (in_words(_NOTHING, language),))


def _deadlines(found: Bulletin, language: Language) -> Iterator[str]:
    kinds = ("in-force", "out-of-force", "transition-ends", "withdrawn")
    behind = [o for o in found.happened if o.happening in kinds]
    yield from (in_words(_AHEAD, language, day=o.day, what=o.title(language)) for o in found.ahead)
    yield from (in_words(_DAY, language, day=o.day, what=o.title(language)) for o in behind)
    if not behind and not found.ahead:
        yield in_words(_NO_DEADLINES, language)


def _of_rule_set(news: RuleSetNews, language: Language) -> Iterator[BulletinSection]:
    heading = in_words(_NAMES, language, name=news.name, count=news.products)
    if news.used is None or news.newer is None:
        text = _UNKNOWN if news.used is None else _NOTHING_NEWER
        yield BulletinSection(2, heading, (in_words(text, language, name=news.name, used=str(news.used)),))
        return
    newer = in_words(_DRAFT, language, name=str(news.newer)) if news.draft else str(news.newer)
    both = {"used": str(news.used), "newer": newer}
    if news.difference is None:
        reason = news.faults[0].said(language).message if news.faults else ""
        yield BulletinSection(2, heading, (in_words(_NO_DIFFERENCE, language, reason=reason, **both),))
        return
    view, entries = difference_view(news.difference, language), news.difference.new.entries
    yield BulletinSection(2, heading, (in_words(_NEWER, language, **both), *view.counts[:2]))
    told = [_told(change, language) for change in news.told if "what" in change]
    added, changed, removed = news.requirements
    counts = in_words(_REQUIREMENTS, language, new=added, changed=changed, gone=removed)
    yield BulletinSection(3, in_words(_RULES, language), (*_some(told, news, language), counts))
    rows = {id(row.edit): row for _, group in view.groups for row in group}
    asked = [_asked(rows[id(e)], _named(e, entries, language), language) for e in news.asked]
    asked += [in_words(_GONE, language, name=_named(e, entries, language)) for e in news.gone]
    yield BulletinSection(
        3, in_words(_ASKED, language), _some(asked, news, language) or (in_words(_NO_DATA, language),)
    )
    numbers = _some([line for e in news.numbers for line in _number(e, entries, language)], news, language)
    yield BulletinSection(3, in_words(_NUMBERS, language), numbers or (in_words(_NO_NUMBERS, language),))


def _told(change: Mapping[str, Mapping[str, str]], language: Language) -> str:
    """What a version says of a change of its own, with what it does to results."""
    what = change["what"][language]
    if "effect" not in change:
        return what
    return in_words(_WITH_EFFECT, language, what=what, effect=change["effect"][language])


def _asked(row: EditRow, name: str, language: Language) -> str:
    """What an inventory has to give or to meet: what is new, or each field that is otherwise."""
    edit = row.edit
    if edit.kind == "added" and edit.entry.section == "inputs" and demanded(edit.entry.fields):
        return in_words(_NEW, language, name=name)
    if edit.kind == "added":
        return in_words(_TO_MEET, language, name=name)
    grave = {f.name for f in edit.fields if f.severity == "breaking"}
    fields = [f for f in row.lines if f.name in grave] or row.lines
    what = in_words(BETWEEN, language).join(_field(f, language) for f in fields)
    return in_words(_STRICTER, language, name=name, what=what)


def _field(line: FieldLine, language: Language) -> str:
    """What a field was and is; of a column that came or went its name."""
    start, _, column = line.name.partition(".")
    one_side = line.old is None or line.new is None
    if start == "columns" and column and "." not in column and one_side:
        return in_words(_COLUMN_NEW if line.old is None else _COLUMN_GONE, language, name=column)
    text = _FROM_NOTHING if line.old is None else _TO_NOTHING if line.new is None else _FROM_TO
    return in_words(text, language, name=line.name, old=line.old, new=line.new)


def _some(items: Sequence[str], news: RuleSetNews, language: Language) -> tuple[str, ...]:
    if len(items) <= _SHOWN:
        return tuple(items)
    rest = in_words(_MORE, language, count=len(items) - _SHOWN, used=str(news.used), newer=str(news.newer))
    return (*items[:_SHOWN], rest)


def _named(edit: Edit, entries: Mapping[str, Entry], language: Language) -> str:
    fields = edit.entry.fields
    words = fields.get("label", fields.get("text"))
    label = words.get(language) if isinstance(words, Mapping) else None
    label = label and PLACEHOLDER.sub(lambda found: _value(found[1], entries), str(label))
    clause = edit.entry.clause
    behind = f" ({clause})" if clause else ""
    return f"{label or edit.path} `{edit.path}`{behind}" if label else f"`{edit.path}`{behind}"


def _value(name: str, entries: Mapping[str, Entry]) -> str:
    """The value of a parameter that a text names, with its unit."""
    entry = entries.get(f"parameters.{name}")
    if entry is None:
        return name
    value, unit = value_text(entry.fields.get("value"), "en"), entry.fields.get("unit", "1")
    return value if unit == "1" else f"{value} {unit}"


def _number(edit: Edit, entries: Mapping[str, Entry], language: Language) -> Iterator[str]:
    """What a parameter or a table was and is; rows one by one."""
    for change in edit.fields:
        if change.purpose == "numeric" and change.path[-1] in ("value", "table"):
            yield f"{_named(edit, entries, language)}: {change.old} → {change.new}"
    changed = [f for f in edit.fields if f.path[0] == "rows" and f.purpose == "numeric"]
    if changed:
        table = next((f for f in edit.fields if f.path == ("table",)), None)
        versions = f"{table.old} → {table.new}" if table else ""
        yield f"{_named(edit, entries, language)}: {versions} ({len(changed)})"
