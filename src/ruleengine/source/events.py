"""The events of the YAML parser."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

#: The parser written in C where PyYAML has it, which takes a tenth of the time.
_LOADER = getattr(yaml, "CLoader", yaml.Loader)


def events_of(text: str) -> Iterator[yaml.Event]:
    """The events of a text, one after the other; raises `yaml.YAMLError` where it is not YAML."""
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()
