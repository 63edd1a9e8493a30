"""What the two trees have besides the pages of rules: home, reference, guide, styles, and the menus."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml
from attrs import frozen

from ruleengine.documents.reference import code_pages, diagnostics_page
from ruleengine.documents.view_types import Bilingual
from ruleengine.language import LANGUAGES, Language
from ruleengine.site.made import Made
from ruleengine.site.rendering import FOLDER, page, words

#: Pages of the reference that there are in English only.
_ENGLISH = ("formula-language", "units")


@frozen
class GuidePage:
    """A page of the guide, which is in English: its file, and its title in both languages."""

    file: str
    title: Bilingual


@frozen
class Guide:
    """A folder with pages in `guide/`, their order and titles in `guide/pages.yaml`, and `images/`; may be none."""

    pages: tuple[GuidePage, ...] = ()
    files: tuple[tuple[str, Path], ...] = ()


def read_guide(folder: Path | None) -> Guide:
    """The guide of a folder; pages that its list does not name come last, by the names of their files."""
    if folder is None:
        return Guide()
    listed = folder / "guide" / "pages.yaml"
    data = yaml.safe_load(listed.read_text(encoding="utf-8")) if listed.is_file() else []
    pages = [GuidePage(f"{d['page']}.md", {"zh": d["zh"], "en": d["en"]}) for d in data]
    known = {p.file for p in pages}
    found = sorted(p.name for p in (folder / "guide").glob("*.md"))
    pages = [p for p in pages if p.file in found]
    for file in (f for f in found if f not in known):
        title = _first_heading((folder / "guide" / file).read_text(encoding="utf-8")) or file[:-3]
        pages.append(GuidePage(file, {"zh": title, "en": title}))
    files = [(f"guide/{p.file}", folder / "guide" / p.file) for p in pages]
    images = sorted(p for p in (folder / "images").rglob("*") if p.is_file())
    files += [(p.relative_to(folder).as_posix(), p) for p in images]
    return Guide(tuple(pages), tuple(files))


def _first_heading(text: str) -> str:
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


def english_only(guide: Guide) -> list[str]:
    """The pages of the English tree that the Chinese one has not."""
    return [*(f"guide/{p.file[:-3]}.html" for p in guide.pages), *(f"reference/{n}.html" for n in _ENGLISH)]


def tree_files(guide: Guide) -> Made:
    """Home, reference, guide, styles and the menu of both trees, but for the configuration."""
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        for path, text in _pages(guide, language):
            files[f"{language}/{path}"] = text.encode()
        for name, kind in (("site.css", "stylesheets"), ("site.js", "javascripts")):
            files[f"{language}/{kind}/{name}"] = (FOLDER / "assets" / name).read_bytes()
    for path, text in code_pages().items():
        if path.removesuffix(".md") in _ENGLISH or path.startswith("schema/"):
            files[f"en/reference/{path}"] = text.encode()
    for path, file in guide.files:
        files[f"en/{path}"] = file.read_bytes()
    for path in ("theme/404.html", "theme/partials/alternate.html"):
        files[path] = (FOLDER / "assets" / path).read_bytes()
    files["site/index.html"] = page_of_languages().encode()
    return Made(files)


def _pages(guide: Guide, language: Language) -> Iterator[tuple[str, str]]:
    said = words()
    named = [(p.title[language], f"guide/{p.file[:-3]}.html") for p in guide.pages]
    named += [(said[n][language], f"reference/{n}.html") for n in _ENGLISH]
    yield "index.md", page("home", said["site"][language], language)
    yield "guide/index.md", page("guide", said["guide"][language], language, named=named)
    yield "reference/diagnostics.md", diagnostics_page((language,))


def page_of_languages() -> str:
    """The page above both trees, on which a language is chosen."""
    return (FOLDER / "assets" / "languages.html").read_text(encoding="utf-8")


def inherited(settings: Path | None, folder: Path) -> Mapping[str, object]:
    """What makes the configurations of a folder inherit a file of settings, and change where the file does."""
    if settings is None:
        return {}
    path = Path(os.path.relpath(settings.resolve(), folder.resolve())).as_posix()
    return {"INHERIT": path, "hash": hashlib.sha256(settings.read_bytes()).hexdigest()}


def configuration(
    language: Language, menu: Sequence[object], guide: Guide, inherited: Mapping[str, object]
) -> bytes:
    """The configuration of a tree for MkDocs, as YAML that is JSON."""
    said = words()
    extra = {"inherited": inherited["hash"]} if inherited else {}
    data: Mapping[str, object] = {
        **({"INHERIT": inherited["INHERIT"]} if inherited else {}),
        "site_name": said["site"][language],
        "docs_dir": language,
        "site_dir": f"site/{language}",
        "use_directory_urls": False,
        "theme": {
            "name": "material", "custom_dir": "theme", "language": language, "font": False,
            "palette": {"scheme": "default", "primary": "custom", "accent": "custom"},
            "features": [
                "navigation.prune", "navigation.top", "content.code.copy", "toc.follow",
            ],
        },
        "extra": {
            "generator": False,
            **extra,
            "alternate": [
                {"name": name, "link": f"../{x}/", "lang": x} for x, name in (("zh", "中文"), ("en", "English"))
            ],
            "english_only": english_only(guide),
        },
        "extra_css": ["stylesheets/site.css"],
        "extra_javascript": ["javascripts/site.js"],
        "plugins": [{"search": {"lang": ["zh", "en"] if language == "zh" else ["en"], "separator": _SEPARATOR}}],
        "markdown_extensions": [
            "tables", "attr_list", {"toc": {"permalink": True, "toc_depth": 3}},
            {"pymdownx.highlight": {"guess_lang": False}}, "pymdownx.superfences",
        ],
        "validation": {
            "anchors": "warn", "links": {"absolute_links": "warn", "unrecognized_links": "warn"},
        },
        "nav": menu,
    }  # fmt: skip
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


#: Where words end for the search: at signs, at the marks that the segmentation of Chinese leaves, not in numbers.
_SEPARATOR = r"""[\s\u200b\-,:!=\[\]()"`/@，。；：（）、]+|\.(?!\d)"""
