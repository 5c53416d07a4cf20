"""Lays a merged chart out on pages and remembers where every document in it begins."""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass, field


@dataclass
class Truth:
    """What a document in the chart is, as its writer knows it."""

    kind: str
    date: datetime.date | None = None
    start: str | None = None
    stop: str | None = None
    minutes: int | None = None
    author: str | None = None
    credential: str | None = None
    signature: str = "absent"
    signed_at: str | None = None
    cosignature: str | None = None
    cosigner: str | None = None
    patient: str | None = None
    page: int = 0
    index: int = -1
    title_index: int = -1
    first: str = ""
    title: str = ""


@dataclass
class Chart:
    """A chart being printed: `head` and `foot` give the running lines of a page."""

    name: str
    mrn: str
    head: object
    foot: object
    height: int = 54
    width: int = 92
    pdf: bool = False
    pages: list = field(default_factory=lambda: [[]])
    notes: list = field(default_factory=list)
    _pending: Truth | None = None

    def note(self, kind: str, **facts) -> Truth:
        """Says that the next line begins a document of this kind."""
        facts.setdefault("patient", self.mrn)
        self._pending = Truth(kind, **facts)
        return self._pending

    def w(self, *lines: str) -> None:
        """Writes lines, folded at the width of the page."""
        for line in lines:
            if not line.strip():
                if self.pages[-1]:
                    self._put("")
                continue
            indent = line[: len(line) - len(line.lstrip())]
            parts = textwrap.wrap(
                line, self.width, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False, drop_whitespace=True, replace_whitespace=False,
            ) if len(line) > self.width else [line]
            for part in parts:
                self._put(part)

    def title(self, line: str) -> None:
        """Writes the line that names the document."""
        self.w(line)
        self.notes[-1].title = line.strip()

    def room(self, lines: int) -> None:
        """Begins a new page when fewer lines are left."""
        if len(self.pages[-1]) + lines > self.height:
            self.page()

    def page(self) -> None:
        """Begins a new page."""
        if self.pages[-1]:
            self.pages.append([])

    def _put(self, line: str) -> None:
        if len(self.pages[-1]) >= self.height:
            self.pages.append([])
        self.pages[-1].append(line.rstrip())
        if self._pending is not None and line.strip():
            truth, self._pending = self._pending, None
            truth.page = len(self.pages)
            truth.index = len(self.pages[-1]) - 1
            truth.first = line.strip()
            truth.title = line.strip()
            self.notes.append(truth)

    def printed(self) -> list[list[str]]:
        """Returns the lines of every page with its running lines."""
        total = len(self.pages)
        shown = []
        for number, body in enumerate(self.pages, start=1):
            head, foot = self.head(number, total), self.foot(number, total)
            shown.append([*head, *body, *foot])
        return shown

    def nth(self, truth: Truth) -> int:
        """Returns how often the document's first line stands on its page before it."""
        body = [line.strip() for line in self.pages[truth.page - 1][: truth.index]]
        return body.count(truth.first)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def truth_toml(chart: Chart) -> str:
    """Returns the chart's table of documents as TOML."""
    out = [f"# The documents of {chart.name}, in order, as its writer made them.", ""]
    for truth in chart.notes:
        out.append("[[note]]")
        out.append(f"page = {truth.page}")
        out.append(f"first = {quoted(' '.join(truth.first.split()))}")
        if chart.nth(truth):
            out.append(f"nth = {chart.nth(truth)}")
        if truth.title != truth.first:
            out.append(f"title = {quoted(' '.join(truth.title.split()))}")
        out.append(f"kind = {quoted(truth.kind)}")
        if truth.date:
            out.append(f'date = "{truth.date.isoformat()}"')
        for key in ("start", "stop"):
            if getattr(truth, key):
                out.append(f'{key} = "{getattr(truth, key)}"')
        if truth.minutes is not None:
            out.append(f"minutes = {truth.minutes}")
        for key in ("author", "credential", "signature", "signed_at", "cosignature", "cosigner", "patient"):
            if getattr(truth, key):
                out.append(f"{key} = {quoted(getattr(truth, key))}")
        out.append("")
    return "\n".join(out)
