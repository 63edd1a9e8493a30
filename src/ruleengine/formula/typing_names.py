"""Types of names: values, columns of tables, what lies behind references, look-ups."""

from __future__ import annotations

from ruleengine.diagnostics import Nearest, nearest, nearest_name
from ruleengine.formula import nodes as n
from ruleengine.formula import typed as t
from ruleengine.formula.applicability import where_applicable
from ruleengine.formula.functions import CALLED
from ruleengine.formula.print_text import print_text
from ruleengine.formula.refusals import FormulaError
from ruleengine.formula.scope import LookupTable, Scope
from ruleengine.formula.typing_options import options_of
from ruleengine.formula.typing_values import Typing, common_table


def name(scope: Scope, node: n.Name) -> t.Typed:
    """A named single value, or a calculated column."""
    written = node.name
    if written in scope.values:
        return t.Value(written, scope.values[written], node.span)
    if written in scope.tables:
        columns = tuple(f"{written}.{c}" for c in scope.tables[written])
        raise FormulaError("E406.table", node.span, table=written, known=columns)
    if written in scope.lookups:
        raise FormulaError("E410.without_key", node.span, name=written)
    if written in CALLED.members:
        raise FormulaError("E404.name", node.span, name=written, function=written)
    if written in ("true", "false"):
        raise FormulaError("E404.name", node.span, name=written, nearest=written.capitalize())
    if written in scope.later:
        raise FormulaError("E404.only_later", node.span, name=written)
    raise _unknown_name("E404.name", written, scope, scope.names, node.span)


def _unknown_name(key: str, written: str, scope: Scope, among: object, span: n.Span) -> FormulaError:
    """A name that is not known: one that a rule set has removed, or the nearest of those there are."""
    names = list(among) if isinstance(among, set | dict | tuple) else []
    by = scope.removed.get(written)
    near = None if by else nearest(written, names)
    return FormulaError(key, span, name=written, by=by, nearest=near)


def attribute(typing: Typing, node: n.Attribute) -> t.Typed:
    """`owner.name`: a column of a table, a column behind a reference, a column of a look-up, a part of `footprint`."""
    scope = typing.scope
    if isinstance(node.owner, n.Lookup):
        return lookup(typing, node.owner, node)
    path = n.dotted(node)
    if path and len(path) == 2 and ".".join(path) in scope.values:
        return t.Value(".".join(path), scope.values[".".join(path)], node.span)
    if path and len(path) == 2 and path[0] in scope.tables:
        return _column(scope, path[0], path[1], node.span)
    if path and path[0] not in scope.tables and path[0] not in scope.values:
        if path[0] in scope.lookups:
            raise FormulaError("E410.without_key", node.span, name=path[0])
        raise _unknown_path(scope, path, node.span)
    owner = typing.type(node.owner)
    if owner.type.kind != "reference" or owner.type.target is None:
        part, asked = print_text(node.owner), f".{node.name}"
        raise FormulaError("E406.attribute", node.span, part=part, kind=owner.type.words, name=asked)
    target = _column(scope, owner.type.target, node.name, node.span)
    followed = t.Follow(owner, target, target.type.of(owner.type.table), node.span)
    return where_applicable(scope, owner.type.target, followed)


def _unknown_path(scope: Scope, path: tuple[str, ...], span: n.Span) -> FormulaError:
    """A name with a point that is not known: a part of the footprint, or a column of no table."""
    written = ".".join(path)
    parts = [v for v in scope.values if v.startswith(path[0] + ".")]
    if path[0] == "footprint" and not parts:
        return FormulaError("E404.footprint", span, name=written)
    if parts:
        endings = [v.partition(".")[2] for v in parts]
        near = nearest(".".join(path[1:]), endings, f"{path[0]}.")
        return FormulaError("E404.part", span, name=written, known=tuple(parts), nearest=near)
    by = scope.removed.get(path[0])
    return FormulaError(
        "E404.table",
        span,
        name=written,
        table=path[0],
        by=by,
        known=tuple(scope.tables),
        nearest=None if by else Nearest(written, lambda: _nearest_table(scope, path)),
    )


def _nearest_table(scope: Scope, path: tuple[str, ...]) -> str | None:
    """The table that is nearest to the first name of a path, with the rest of the path where it has such a column."""
    table = nearest_name(path[0], scope.tables)
    has_column = table is not None and path[1] in scope.tables[table]
    return ".".join((table, *path[1:])) if table and has_column else table


def _column(scope: Scope, table: str, column: str, span: n.Span) -> t.Typed:
    columns = scope.tables[table]
    if column not in columns:
        near = nearest(column, columns)
        raise FormulaError(
            "E404.column", span, table=table, column=column, known=tuple(columns), nearest=near
        )
    calculated = scope.values.get(column)
    is_calculated = calculated is not None and calculated.table == table
    return t.Value(column if is_calculated else f"{table}.{column}", columns[column], span)


def lookup(typing: Typing, node: n.Lookup, behind: n.Attribute | None) -> t.Typed:
    """`table[key, …]`, or one of several value columns of it."""
    scope, written, span = typing.scope, node.table.name, (behind or node).span
    table = scope.lookups.get(written)
    if table is None:
        if written in scope.names:
            raise FormulaError("E410.no_table", node.table.span, name=written)
        raise _unknown_name("E404.lookup", written, scope, tuple(scope.lookups), node.table.span)
    if len(node.keys) != len(table.keys):
        keys = tuple(k for k, _ in table.keys)
        raise FormulaError(
            "E410.key_count", span, name=written, due=len(keys), count=len(node.keys), known=keys
        )
    column = _value_column(written, table, behind, span)
    given = tuple(
        _key(typing, k, label, known) for k, (label, known) in zip(node.keys, table.keys, strict=True)
    )
    result = t.Type("number", table.columns[column], common_table(given, span))
    return t.Find(written, column, given, result, span)


def _value_column(written: str, table: LookupTable, behind: n.Attribute | None, span: n.Span) -> str:
    """The column that a look-up asks for; the only one where none is named."""
    known = tuple(table.columns)
    if behind is None:
        if len(known) > 1:
            raise FormulaError("E410.columns", span, name=written, known=known, first=known[0])
        return known[0]
    if behind.name not in known:
        near = nearest(behind.name, known)
        raise FormulaError("E410.column", span, name=written, column=behind.name, known=known, nearest=near)
    return behind.name


def _key(typing: Typing, node: n.Node, label: str, known: frozenset[str]) -> t.Typed:
    key, texts = typing.type(node), tuple(sorted(known))
    if key.type.kind != "text":
        raise FormulaError("E410.key_kind", node.span, key=label, kind=key.type.words, known=texts)
    if isinstance(key, t.Constant) and key.value not in known:
        text = str(key.value)
        near = nearest(text, known)
        raise FormulaError("E410.no_row", node.span, key=label, text=text, known=texts, nearest=near)
    options = options_of(typing.narrowed, node, key)
    if options is not None and not options <= known:
        lacking, part = tuple(sorted(options - known)), print_text(node)
        raise FormulaError(
            "E410.no_rows", node.span, part=part, key=label, texts=lacking, first=lacking[0], known=texts
        )
    return key
