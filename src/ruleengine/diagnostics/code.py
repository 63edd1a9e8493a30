"""What a diagnostic code is: its severity, and title, cause and remedy in English and Chinese."""

from __future__ import annotations

from attrs import frozen


@frozen
class Code:
    """What a code stands for. `zh` has title, cause and remedy in Chinese."""

    severity: str
    title: str
    cause: str
    remedy: str
    zh: tuple[str, str, str]

    def titled(self, language: str) -> str:
        """The title in `zh` or `en`."""
        return self.zh[0] if language == "zh" else self.title

    def caused(self, language: str) -> str:
        """The cause in `zh` or `en`."""
        return self.zh[1] if language == "zh" else self.cause

    def remedied(self, language: str) -> str:
        """The remedy in `zh` or `en`."""
        return self.zh[2] if language == "zh" else self.remedy


def error(title: str, cause: str, remedy: str, zh: tuple[str, str, str]) -> Code:
    """A code that forbids going on."""
    return Code("error", title, cause, remedy, zh)


def warning(title: str, cause: str, remedy: str, zh: tuple[str, str, str]) -> Code:
    """A code that does not forbid going on."""
    return Code("warning", title, cause, remedy, zh)
