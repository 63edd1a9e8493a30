"""Build the font subsets that the documents are set in.

The sources are Noto Sans SC and Noto Serif SC as packed for npm. Each subset holds GB 2312, the other
characters of the list of standard characters (`characters.txt`), Latin, Greek, Cyrillic, mathematical and
technical signs, and every character that the rules and the templates use; a few glyphs that the sources lack
are added (`added_glyphs.py`). The same sources and the same version of fontTools give the same bytes.

Usage: python scripts/build_fonts.py [--packages DIR] [--check]
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from added_glyphs import add_glyphs
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "src" / "ruleengine" / "documents" / "fonts"

RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x0300, 0x036F),  # combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x206F),  # General Punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218B),  # letterlike symbols, number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # enclosed alphanumerics
    (0x25A0, 0x25FF),  # geometric shapes
    (0x3000, 0x303F),  # CJK punctuation
    (0x3220, 0x33FF),  # enclosed CJK, units such as ㎡
    (0xFF01, 0xFFEE),  # full-width forms
)
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "subs", "sups", "halt"]


class Member(NamedTuple):
    """A font file of an npm package and its SHA-256."""

    path: str
    sha256: str


class Subset(NamedTuple):
    """A font to build: its file name, its source, and the heavier weight that small figures come from."""

    name: str
    source: Member
    heavier: Member


class Package(NamedTuple):
    """An npm package and what is built from it."""

    name: str
    version: str
    family: str
    subsets: tuple[Subset, ...]


SANS_REGULAR = Member(
    "400Regular/NotoSansSC_400Regular.ttf",
    "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
)
SANS_BOLD = Member(
    "700Bold/NotoSansSC_700Bold.ttf",
    "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
)
SANS_SEMIBOLD = Member(
    "600SemiBold/NotoSansSC_600SemiBold.ttf",
    "b5eb7510dff58e0626c72c0861d83a3ed2be1d03047cf90a623682b8667bc5ff",
)
SANS_BLACK = Member(
    "900Black/NotoSansSC_900Black.ttf",
    "2e4413c405bdf804f26571579b9b2dd8ea4732ea57a3b034f2467cad45a886e0",
)
SERIF_REGULAR = Member(
    "400Regular/NotoSerifSC_400Regular.ttf",
    "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
)
SERIF_SEMIBOLD = Member(
    "600SemiBold/NotoSerifSC_600SemiBold.ttf",
    "5d19e0f438d4a30371f584d34a87c9232dba0a85237db63fe5337fe743487def",
)
PACKAGES = (
    Package(
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        "Noto Sans SC",
        (
            Subset("NotoSansSC-Regular.ttf", SANS_REGULAR, SANS_SEMIBOLD),
            Subset("NotoSansSC-Bold.ttf", SANS_BOLD, SANS_BLACK),
        ),
    ),
    Package(
        "@expo-google-fonts/noto-serif-sc",
        "0.4.3",
        "Noto Serif SC",
        (Subset("NotoSerifSC-Regular.ttf", SERIF_REGULAR, SERIF_SEMIBOLD),),
    ),
)


def gb2312() -> set[int]:
    """The code points of GB 2312."""
    found: set[int] = set()
    for first in range(0xA1, 0xF8):
        for second in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((first, second)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def text_files() -> Iterator[Path]:
    """The files whose characters a document may show."""
    documents = ROOT / "src" / "ruleengine" / "documents"
    yield from sorted((ROOT / "rules").rglob("*.yaml"))
    yield from sorted(path for path in (documents / "templates").rglob("*") if path.is_file())
    yield documents / "phrases.yaml"


def listed_characters() -> set[int]:
    """The code points of `characters.txt`."""
    lines = (FONTS / "characters.txt").read_text(encoding="utf-8").splitlines()
    return {ord(sign) for line in lines if not line.startswith("#") for sign in line}


def wanted() -> set[int]:
    """Every code point that the subsets shall hold as far as the sources have it."""
    points = gb2312() | listed_characters()
    for first, last in RANGES:
        points.update(range(first, last + 1))
    for path in text_files():
        points.update(ord(sign) for sign in path.read_text(encoding="utf-8") if sign >= " ")
    return points


def packed(package: Package, folder: Path) -> tarfile.TarFile:
    """The package as a tar file in `folder`, packed by npm unless it is there already."""
    name = f"{package.name.removeprefix('@').replace('/', '-')}-{package.version}.tgz"
    if not (folder / name).exists():
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run([*command, "--pack-destination", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return tarfile.open(folder / name)


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """The bytes of one file of a package."""
    stream = archive.extractfile(f"package/{path}")
    if stream is None:
        raise SystemExit(f"`{path}` is not a file of the package")
    return stream.read()


def checked(archive: tarfile.TarFile, wanted_member: Member) -> bytes:
    """The bytes of a font file, which must be those of its SHA-256."""
    data = member(archive, wanted_member.path)
    found = hashlib.sha256(data).hexdigest()
    if found != wanted_member.sha256:
        raise SystemExit(f"`{wanted_member.path}` has SHA-256 {found}, expected {wanted_member.sha256}")
    return data


def subset(data: bytes, heavier: bytes, points: Iterable[int]) -> tuple[bytes, int]:
    """The subset of a font, and how many code points it holds; small figures come from a heavier weight."""
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["STAT", "vhea", "vmtx", "VORG", "gasp"]
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    add_glyphs(font, TTFont(io.BytesIO(heavier)))
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), len(font.getBestCmap())


def build(folder: Path) -> dict[str, bytes]:
    """Every file of the fonts folder by name."""
    points = wanted()
    files: dict[str, bytes] = {}
    record: list[dict[str, object]] = []
    licences: list[str] = []
    for package in PACKAGES:
        archive = packed(package, folder)
        licence = member(archive, "LICENSE_FONT").decode("utf-8").replace("\r\n", "\n").strip()
        licences.append(f"{package.family}\n\n{licence}\n")
        for item in package.subsets:
            data, heavier = checked(archive, item.source), checked(archive, item.heavier)
            files[item.name], count = subset(data, heavier, points)
            record.append(
                {
                    "file": item.name,
                    "sha256": hashlib.sha256(files[item.name]).hexdigest(),
                    "characters": count,
                    "package": f"{package.name}@{package.version}",
                    "source": item.source._asdict(),
                    "figures": item.heavier._asdict(),
                }
            )
    made = {"fonttools": version("fonttools"), "fonts": record}
    files["sources.json"] = (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()
    files["OFL.txt"] = ("\n" + "-" * 59 + "\n\n").join(licences).encode()
    return files


def main() -> int:
    """Build the fonts, or with `--check` compare a fresh build with the files in place."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packages", type=Path, help="folder with the packed npm packages")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file would change")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = build(arguments.packages or Path(scratch))
    changed = [
        name
        for name, data in files.items()
        if not (FONTS / name).exists() or (FONTS / name).read_bytes() != data
    ]
    if not arguments.check:
        for name in changed:
            (FONTS / name).write_bytes(files[name])
    for name, data in files.items():
        state = "as before" if name not in changed else "differs" if arguments.check else "written"
        print(f"{name}: {len(data):,} bytes, {state}")
    return 1 if arguments.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
