"""Collects text under the headings it stands beneath."""

from collections.abc import Iterator

from speaknode.knowledge.models import Section


class Outline:
    def __init__(self) -> None:
        self.title: str | None = None
        self._path: list[tuple[int, str]] = []
        self._sections: list[tuple[tuple[str, ...], list[str]]] = [((), [])]

    def head(self, level: int, text: str) -> None:
        """A heading closes those of its level and below."""
        if not text:
            return
        if self.title is None and level == 1:
            self.title = text
        self._path = [(depth, name) for depth, name in self._path if depth < level]
        self._path.append((level, text))
        self._sections.append((tuple(name for _, name in self._path), []))

    def add(self, text: str) -> None:
        self._sections[-1][1].append(text)

    def sections(self) -> Iterator[Section]:
        for headings, lines in self._sections:
            text = "\n".join(lines).strip()
            if text:
                yield Section(text=text, headings=headings)
