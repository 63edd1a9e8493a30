"""A document: plain data and the place of every value."""

from __future__ import annotations

from attrs import frozen

from ruleengine.diagnostics import Place

#: The steps from the top of a document to a value: keys of maps and indexes of lists.
Path = tuple[str | int, ...]
#: Line and column of the first character and of what follows the last, all from 1.
Extent = tuple[int, int, int, int]


@frozen
class Document:
    """The data of one file (dict, list, str, int, Decimal, bool, None) and where each value stands.

    `places` maps the path of a value to the span of the value, `key_places` to that of its key.
    """

    file: str
    data: object
    places: dict[Path, Extent]
    key_places: dict[Path, Extent]

    def place(self, path: Path = ()) -> Place:
        """The place of the value at `path`, or of the nearest value around it."""
        while path and path not in self.places:
            path = path[:-1]
        return Place(self.file, *self.places.get(path, (0, 0)))

    def cell_place(self, path: Path) -> Place | None:
        """The place of the value at `path`, to be kept with it; None where it follows from the path alone."""
        return self.place(path)

    def key_place(self, path: Path) -> Place:
        """The place of the key at `path`; of the value where it has no key."""
        if path in self.key_places:
            return Place(self.file, *self.key_places[path])
        return self.place(path)
