"""Parts from which an invented facility is made: people, notes, note styles and checks.

Nothing here knows a particular facility; `cedar_hollow.py` holds the scenario. Everything is
deterministic: no clock, no global random state, no hash of a Python object.
"""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


def number(*keys: object) -> int:
    """A stable number for the keys, so that a choice never depends on the order of calls."""
    text = "/".join(str(key) for key in keys)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Deck:
    """Deals from a bank of sentences without repeating one until the bank is empty."""

    def __init__(self, cards: list, *seed: object, shuffle: bool = True):
        self.cards = list(cards)
        if shuffle:
            self.cards.sort(key=lambda card: number(*seed, card))
        self.next = 0

    def deal(self):
        card = self.cards[self.next % len(self.cards)]
        self.next += 1
        return card


def npi(first_nine: str) -> str:
    """Completes an invented NPI with its check digit (Luhn over the prefix 80840)."""
    total = 0
    for place, digit in enumerate(reversed("80840" + first_nine)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return first_nine + str(-total % 10)


@dataclass(frozen=True)
class Staff:
    """A member of staff. `form` is how the person writes notes: BIRP, GIRP, DAP, SOAP or PLAIN."""

    first: str
    last: str
    credential: str
    npi: str
    form: str = "DAP"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def signed(self) -> str:
        return f"{self.name}, {self.credential}"


@dataclass(frozen=True)
class Patient:
    mrn: str
    last: str
    first: str
    birth: date
    sex: str
    payer: str
    member: str
    dx: tuple[tuple[str, str], ...]
    style: str
    noun: str = "Client"

    @property
    def dx_line(self) -> str:
        return "; ".join(f"{code} {label}" for code, label in self.dx)

    def words(self, text: str) -> str:
        """Puts the patient's pronouns and noun into a sentence."""
        he, him, his = ("he", "him", "his") if self.sex == "M" else ("she", "her", "her")
        return (
            text.replace("{C}", self.noun).replace("{c}", self.noun.lower())
            .replace("{He}", he.capitalize()).replace("{he}", he)
            .replace("{him}", him).replace("{his}", his).replace("{His}", his.capitalize())
            .replace("{first}", self.first)
        )


@dataclass
class Note:
    """One clinical document before it is written in a style."""

    patient: Patient
    day: date
    kind: str
    title: str
    author: Staff
    sections: list
    start: int | None = None
    stop: int | None = None
    signed: datetime | None = None
    cosigner: Staff | None = None
    heading: list = field(default_factory=list)
    # Faults and habits of the signature and time: see `signature_lines` and `time_line`.
    sign_as: str = "full"
    time_as: str = "range"
    program: str = ""
    lines: list = field(default_factory=list)
    place: tuple[str, int] | None = None

    @property
    def minutes(self) -> int:
        return (self.stop or 0) - (self.start or 0)


def clock(minute: int, style: str = "12") -> str:
    hour, rest = divmod(minute, 60)
    if style == "24":
        return f"{hour:02}{rest:02}"
    return f"{(hour - 1) % 12 + 1}:{rest:02} {'AM' if hour < 12 else 'PM'}"


def at(text: str) -> int:
    """`at("10:05")` is 605."""
    hour, rest = text.split(":")
    return int(hour) * 60 + int(rest)


def us(day: date) -> str:
    return day.strftime("%m/%d/%Y")


def short(day: date) -> str:
    return f"{day.month}/{day.day}/{day.strftime('%y')}"


def signature_lines(note: Note) -> list[str]:
    who, when = note.author, note.signed
    if note.sign_as == "blank":
        return ["Clinician signature: ______________________   Date: ____________"]
    if note.sign_as == "draft":
        return ["Status: DRAFT - pending signature"]
    if note.sign_as == "undated":
        return [f"Electronically signed by {who.signed}"]
    assert when, (note.title, note.day)
    if note.sign_as == "no-credential":
        return [f"Electronically signed by {who.name} on {us(when.date())} at {clock(when.hour * 60 + when.minute)}"]
    if note.sign_as == "next-line":
        return [f"Electronically signed by: {who.signed}", f"Date/Time: {us(when.date())} {clock(when.hour * 60 + when.minute)}"]
    minute = when.hour * 60 + when.minute
    style = note.patient.style
    if style == "epic":
        lines = [f"Electronically signed by {who.signed} at {when.month}/{when.day}/{when.year} {minute // 60:02}:{minute % 60:02}"]
    elif style == "typed":
        lines = [f"/s/ {who.signed}   {short(when.date())} {clock(minute, '24')}"]
    elif style == "serif":
        lines = [f"Digitally signed: {who.signed}   {us(when.date())} {clock(minute)}"]
    else:
        lines = [f"Electronically signed by {who.signed} on {us(when.date())} at {clock(minute)}"]
    if note.cosigner:
        lines.append(f"Co-signed by {note.cosigner.signed} on {us(when.date())} at {clock(min(minute + 35, 1430))}")
    return lines


def time_line(note: Note) -> str | None:
    if note.start is None or note.time_as == "none":
        return None
    if note.time_as == "total":
        return f"Total time in session: {note.minutes} minutes"
    style = note.patient.style
    if style == "epic":
        return f"Time in: {clock(note.start, '24')}   Time out: {clock(note.stop, '24')}   ({note.minutes} min)"
    if style == "typed":
        return f"Time: {clock(note.start, '24')}-{clock(note.stop, '24')} ({note.minutes} min)"
    if style == "serif":
        return f"Session time: {clock(note.start)} - {clock(note.stop)}   Duration: {note.minutes} min"
    return f"Start: {clock(note.start)}  End: {clock(note.stop)}"


def author_line(note: Note) -> str:
    return note.author.name if note.sign_as == "no-credential" else note.author.signed


def body_lines(note: Note, inline: bool) -> list:
    """The sections as `("head", text)`, `("text", text)` and `("table", rows)`."""
    out = []
    for label, text in note.sections:
        if isinstance(text, list):
            if label:
                out.append(("head", label))
            out += [("table", text[1:])] if text and text[0] == "TABLE" else [("text", line) for line in text]
        elif not label:
            out.append(("text", text))
        elif inline:
            out.append(("text", f"{label}: {text}"))
        else:
            out += [("head", label), ("text", text)]
    return out


def table_text(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def compose(note: Note, facility: str) -> list:
    """The note as typed lines, without running header: what a style shows and in what order."""
    p, style = note.patient, note.patient.style
    out: list = []
    if style == "epic":
        minute = note.start if note.start is not None else 8 * 60
        out.append(("title", f"{note.title} by {note.author.last}, {note.author.first}, {note.author.credential} at {note.day.month}/{note.day.day}/{note.day.year} {minute // 60}:{minute % 60:02}"
                    if note.sign_as != "no-credential" else f"{note.title} by {note.author.last}, {note.author.first}"))
        out.append(("text", f"Patient: {p.last}, {p.first}   MRN: {p.mrn}   DOB: {us(p.birth)}"))
        out.append(("text", f"Date of Service: {note.day.month}/{note.day.day}/{note.day.year}   Author: {author_line(note)}   Status: {'Unsigned' if note.sign_as == 'draft' else 'Signed'}"))
    elif style == "typed":
        out.append(("title", f"{note.title.upper()}"))
        out.append(("text", f"{p.first} {p.last}  {p.mrn}  dob {short(p.birth)}"))
        out.append(("text", f"DOS {short(note.day)}"))
    elif style == "serif":
        out.append(("title", note.title))
        out.append(("text", f"Service date: {note.day.strftime('%b')} {note.day.day}, {note.day.year}     Clinician: {author_line(note)}"))
    else:
        out.append(("title", note.title))
        if style == "kipu":
            out.append(("text", f"Client Name: {p.first} {p.last}    MRN: {p.mrn}    DOB: {us(p.birth)}"))
        out.append(("text", f"Date of Service: {us(note.day)}    Provider: {author_line(note)}"))
    if note.program and style != "typed":
        out.append(("text", f"Program: {note.program}"))
    when = time_line(note)
    if when:
        out.append(("text", when))
    out += [("text", line) for line in note.heading]
    out.append(("gap", ""))
    out += body_lines(note, inline=style in ("typed", "epic", "serif"))
    out.append(("gap", ""))
    out += [("sign", line) for line in signature_lines(note)]
    return out


def text_file(note: Note, facility: str) -> list[str]:
    """The note as the lines of a text file."""
    style = note.patient.style
    out = [facility] if style == "kipu" else []
    for what, value in compose(note, facility):
        if what == "gap":
            out.append("")
        elif what == "table":
            out += table_text(value)
        elif what == "head":
            out += ["", f"{value}:"]
        elif style == "typed" and len(value) > 90:
            out += textwrap.wrap(value, 88)
        else:
            out.append(value)
    if style == "epic":
        out.insert(1, "")
    return out


def find_overlaps(notes: list[Note]) -> tuple[set, set]:
    """Days on which a clinician, or a patient, stands in two places; for checking a scenario."""
    staff, people = set(), set()
    timed = [n for n in notes if n.start is not None and n.kind not in ("shift", "flowsheet", "mar")]
    timed.sort(key=lambda n: (n.day, n.start))
    by_day: dict[date, list[Note]] = {}
    for note in timed:
        by_day.setdefault(note.day, []).append(note)
    for day, group in by_day.items():
        for i, a in enumerate(group):
            for b in group[i + 1:]:
                if b.start >= a.stop:
                    continue
                same_group = a.kind == b.kind == "group" and (a.start, a.stop) == (b.start, b.stop) or (
                    a.kind == b.kind == "group" and a.program == b.program and a.start == b.start)
                if a.author == b.author and a.patient != b.patient and not same_group:
                    staff.add((a.author.last, day))
                if a.patient == b.patient:
                    people.add((a.patient.mrn, day))
    return staff, people


__all__ = [name for name in dir() if not name.startswith("_")]
