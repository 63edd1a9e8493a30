"""`ruleengine site`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import FOLDER, findings_exit, open_library, rules_option
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.workers import workers
from ruleengine.language import LANGUAGES, Texts
from ruleengine.ruleset.library import Library

if TYPE_CHECKING:
    from ruleengine.site.made import Made
    from ruleengine.site.parts import SitePart
    from ruleengine.site.written import WrittenPart

_WRITTEN: Texts = (
    "{folder}: {count} file{count:s}, of which {changed} written, {gone} removed",
    "{folder}：共{count}个文件，写入{changed}个，删除{gone}个",
)
_BUILT: Texts = ("open {page}", "请打开{page}")
#: From so many parts on, processes of their own are worth their start.
_MANY = 8


@documented(
    "site",
    zh="生成文档网站：每个规则集的每个版本各有一组页面，中文和英文各成一树。\n\n"
    "文件夹中为MkDocs所用的页面和配置；再次运行时，只写入有变化的页面。",
)
@output_option(FOLDER, required=True)
@option(
    "--guide", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=(
        "Put the pages of its `guide/` and its `images/` into the English tree.",
        "将其中`guide/`的页面和`images/`放入英文树。",
    ),
)  # fmt: skip
@option(
    "--config", "settings", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help=("Settings of MkDocs that both trees inherit.", "两棵树共同继承的MkDocs配置文件。"),
)  # fmt: skip
@option(
    "--build", "built", is_flag=True,
    help=("Build both trees with MkDocs, strictly.", "用MkDocs严格构建两棵树。"),
)  # fmt: skip
@rules_option
@findings_exit
def command(
    output: Target, guide: Path | None, settings: Path | None, built: bool, rules: tuple[str, ...]
) -> None:
    """Write the documentation site: pages for every version of every rule set, in a Chinese and an English tree.

    The folder has pages and configurations for MkDocs; another run writes only pages that have changed.
    """
    from ruleengine.site import building

    folder = output.path
    if not built:
        _write(folder, open_library(rules), guide, settings)
        return
    with building.builders() as ready:
        changed, whole = _write(folder, open_library(rules), guide, settings)
        building.build(folder, changed, ready, whole=whole)
    echo_line(say(_BUILT, page=(folder / "site" / "index.html").as_posix()))


def _write(
    folder: Path, library: Library, guide: Path | None, settings: Path | None
) -> tuple[list[str], bool]:
    """Write what has changed and tell how much; the paths, and whether all pages are to be built again."""
    from ruleengine.compare.chronicle import chronicle
    from ruleengine.site import feed_files, menu, registry, trees, written

    before = written.read_manifest(folder)
    told = chronicle(library)
    parts, files = _parts(library, folder, before, feed_files.feed_links(told))
    rows = [part.row for part in parts.values() if part.row is not None]
    shown = trees.read_guide(guide)
    inherited = trees.inherited(settings, folder)
    menus = {
        f"mkdocs.{x}.yml": trees.configuration(x, menu.menu(rows, shown, x), shown, inherited)
        for x in LANGUAGES
    }
    everything = [("", feed_files.ALL)] if told.occurrences else []
    fed = feed_files.feed_files(told, {name: part.counts for name, part in parts.items()})
    whole = {"": trees.tree_files(shown), "registry": registry.registry_files(rows, everything), "feeds": fed}
    for name, made in whole.items():
        parts[name] = written.written_part("", made)
        files |= made.files
    changed = written.write_changed(folder, {**files, **menus}, parts)
    kept = [path for part in parts.values() for path in part.files]
    gone = written.remove_gone(folder, kept, before)
    echo_line(say(_WRITTEN, folder=folder.as_posix(), count=len(kept), changed=len(changed), gone=len(gone)))
    return changed, bool(gone) or not menus.keys().isdisjoint(changed)


def _parts(
    library: Library,
    folder: Path,
    before: Mapping[str, WrittenPart],
    feeds: Mapping[str, tuple[tuple[str, str], ...]],
) -> tuple[dict[str, WrittenPart], dict[str, bytes]]:
    """All parts of the library, those that are not in the folder as they should be made anew; and their files."""
    from ruleengine.site import parts, written

    digests = parts.Digests(library, parts.engine_digest())
    named = {part.name: part for part in parts.parts_of(library, feeds)}
    found = {
        name: before[name]
        for name, part in named.items()
        if name in before
        and before[name].digest == digests.of(part, before[name].read)
        and written.is_whole(folder, before[name])
    }
    files: dict[str, bytes] = {}
    for part, made in _made(library, [part for name, part in named.items() if name not in found]):
        found[part.name] = written.written_part(digests.of(part, made.read), made)
        files |= made.files
    return {name: found[name] for name in named}, files


def _made(library: Library, due: Sequence[SitePart]) -> Iterator[tuple[SitePart, Made]]:
    """Make parts: many in processes of their own, those of an id with one library; of a few, the steps from one
    version to the next in a process beside this one.
    """
    from ruleengine.site.parts import make_all

    make = partial(make_all, library.holdings.sources)
    if len(due) < _MANY:
        versions = library.versions()
        beside = [part for part in due if part.version is None and len(versions[part.id]) > 1]
        here = [part for part in due if part not in beside]
        if not beside or not here:
            yield from zip(due, make(due), strict=True)
            return
        with workers(1) as pool:
            compared = pool.submit(make, beside)
            yield from zip(here, make(here), strict=True)
            yield from zip(beside, compared.result(), strict=True)
        return
    groups = [[part for part in due if part.id == id_] for id_ in dict.fromkeys(part.id for part in due)]
    with workers(2) as pool:
        for group, made in zip(groups, pool.map(make, groups), strict=True):
            yield from zip(group, made, strict=True)
