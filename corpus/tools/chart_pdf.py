"""Writes a merged chart: many notes in one PDF with running headers, and remembers every line.

Documents are byte-identical from run to run (`invariant=1`, standard fonts, no clock).
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True)
class Look:
    """How an EHR prints: its fonts, its header block and where the page number stands."""

    font: str
    bold: str
    size: float
    leading: float
    header: str
    new_page_per_note: bool
    accent: str = "#000000"


LOOKS = {
    "sans": Look("Helvetica", "Helvetica-Bold", 10, 13.5, "two-column", False, "#1f4e79"),
    "serif": Look("Times-Roman", "Times-Bold", 11, 14.5, "one-line", False),
    "boxed": Look("Helvetica", "Helvetica-Bold", 9, 12, "boxed", True, "#444444"),
    "plain": Look("Courier", "Courier-Bold", 8.6, 11, "one-line", False),
}

WIDTH, HEIGHT = letter
LEFT, RIGHT, BOTTOM = 54, WIDTH - 54, 60


def wrap(text: str, font: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        trial = f"{line} {word}" if line else word
        if line and stringWidth(trial, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = trial
    return lines + [line]


def lay_out(notes: list, look: Look, top: float) -> list[list[tuple]]:
    """Pages of `(y, x, text, bold)` and rules `(y, None, None, None)`."""
    pages: list[list[tuple]] = [[]]
    y = top

    def feed(height: float):
        nonlocal y
        if y - height < BOTTOM:
            pages.append([])
            y = top

    for index, note in enumerate(notes):
        if index and look.new_page_per_note:
            pages.append([])
            y = top
        elif index:
            y -= look.leading
            feed(look.leading * 9)
            if y != top:
                pages[-1].append((y, None, None, None))
                y -= look.leading * 1.4
        note.place = (note.place[0], len(pages))
        for what, value in note.lines:
            if what == "gap":
                y -= look.leading * 0.5
            elif what == "table":
                columns = len(value[0])
                step = (RIGHT - LEFT) / columns
                for row_number, row in enumerate(value):
                    feed(look.leading)
                    for column, cell in enumerate(row):
                        pages[-1].append((y, LEFT + column * step, cell, row_number == 0))
                    y -= look.leading
            else:
                bold = what in ("title", "head")
                if what == "head":
                    y -= look.leading * 0.3
                    feed(look.leading * 2)
                font = look.bold if bold else look.font
                size = look.size + 2 if what == "title" else look.size
                for line in wrap(value, font, size, RIGHT - LEFT):
                    feed(look.leading)
                    pages[-1].append((y, LEFT, line, "title" if what == "title" else bold))
                    y -= look.leading
    return pages


def write_chart(path, facility: str, patient, notes: list, look: Look, us) -> list[list[str]]:
    """Writes the chart and returns the lines of every page, for the checks of expected.toml."""
    top = HEIGHT - {"two-column": 104, "one-line": 76, "boxed": 118}[look.header]
    pages = lay_out(notes, look, top)
    canvas = Canvas(str(path), pagesize=letter, invariant=1, pageCompression=1)
    canvas.setTitle("Clinical record")
    canvas.setAuthor(facility)
    shown = []
    for page_number, page in enumerate(pages, start=1):
        lines: list[str] = []

        def put(x, y, text, font=look.font, size=look.size, right=False):
            canvas.setFont(font, size)
            (canvas.drawRightString if right else canvas.drawString)(x, y, text)
            lines.append(text)

        count = f"Page {page_number} of {len(pages)}"
        name = f"{patient.last}, {patient.first}"
        canvas.setFillColor(HexColor(look.accent))
        if look.header == "two-column":
            put(LEFT, HEIGHT - 44, facility, look.bold, 12)
            canvas.setFillColor(black)
            put(LEFT, HEIGHT - 60, f"Client: {name}")
            put(LEFT, HEIGHT - 73, f"DOB: {us(patient.birth)}   Sex: {patient.sex}")
            put(RIGHT, HEIGHT - 60, f"MRN: {patient.mrn}", right=True)
            put(RIGHT, HEIGHT - 73, count, right=True)
            canvas.line(LEFT, HEIGHT - 82, RIGHT, HEIGHT - 82)
        elif look.header == "one-line":
            canvas.setFillColor(black)
            put(LEFT, HEIGHT - 44, f"{facility}   |   {name}   |   MRN {patient.mrn}   |   DOB {us(patient.birth)}", look.font, 8)
            canvas.line(LEFT, HEIGHT - 50, RIGHT, HEIGHT - 50)
            put(WIDTH / 2 - 28, 36, count, look.font, 8)
        else:
            canvas.rect(LEFT - 6, HEIGHT - 92, RIGHT - LEFT + 12, 54)
            put(LEFT, HEIGHT - 54, facility, look.bold, 11)
            canvas.setFillColor(black)
            put(LEFT, HEIGHT - 68, f"Patient Name: {name}")
            put(LEFT, HEIGHT - 81, f"Date of Birth: {us(patient.birth)}")
            put(LEFT + 270, HEIGHT - 68, f"Medical Record #: {patient.mrn}")
            put(LEFT + 270, HEIGHT - 81, "CONFIDENTIAL - 42 CFR Part 2")
            put(RIGHT, 36, count, look.font, 8, right=True)
        for y, x, text, bold in page:
            if x is None:
                canvas.setLineWidth(0.4)
                canvas.line(LEFT, y, RIGHT, y)
                continue
            size = look.size + 2 if bold == "title" else look.size
            put(x, y, text, look.bold if bold else look.font, size)
        canvas.showPage()
        shown.append(lines)
    canvas.save()
    return shown
