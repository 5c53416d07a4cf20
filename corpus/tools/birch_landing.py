"""Writes the invented facility `corpus/birch-landing`: charts, claims, expected findings.

Run `python3 corpus/tools/birch_landing.py` from anywhere (standard library alone). The run replaces
the facility byte-identically, README.md excepted. Residential charts are one merged text file a
patient, in order of time; outpatient notes are one HTML file each. The words stand in
`birch_landing_words.py`.
"""

from __future__ import annotations

import html
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from birch_landing_words import DOCUMENTS, PATIENTS, STAFF
from facility import npi
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parent.parent / "birch-landing"
NAME = "Birch Landing Recovery Center"
PAYER = {"id": "NPHP1", "name": "Northern Pines Health Plan", "filing_p": "CI", "filing_i": "CI"}
BILLER = {
    "name": "BIRCH LANDING RECOVERY CENTER", "npi": npi("214400000"), "tax": "009900440", "contact": "BILLING OFFICE",
    "phone": "5555550144", "street": "44 LANDING ROAD", "city": "DULUTH", "state": "MN", "zip": "55899",
    "taxonomy": "324500000X", "submitter": "BLRC044", "receiver": "NPHP1", "receiver_name": "NORTHERN PINES HEALTH PLAN",
}


@dataclass(frozen=True)
class Patient:
    mrn: str
    first: str
    last: str
    birth: date
    sex: str
    member: str
    dx: str
    style: str


@dataclass(frozen=True)
class Person:
    first: str
    last: str
    npi: str


PEOPLE = {
    mrn: Patient(mrn, first, last, date.fromisoformat(birth), sex, member, dx, style)
    for mrn, (first, last, birth, sex, member, dx, style) in PATIENTS.items()
}


def person(key: str) -> Person:
    name, _, number = STAFF[key]
    first, last = name.split(" ", 1)
    return Person(first, last, npi(number))


def us(day: str) -> str:
    return date.fromisoformat(day).strftime("%m/%d/%Y")


def clock(text: str) -> str:
    return datetime.strptime(text, "%H:%M").strftime("%I:%M %p").lstrip("0")


def parts(document: tuple) -> tuple[list[str], str, str]:
    """Header lines, body and signature line of a document."""
    day, title, author, times, body, signed = document
    head = [f"Date of Service: {us(day)}"]
    if times:
        start, stop = times.split("-")
        head.append(f"Start: {clock(start)}   End: {clock(stop)}")
    signature = ""
    if signed:
        name, credential, _ = STAFF[author]
        when = datetime.strptime(signed, "%Y-%m-%d %H:%M")
        signature = f"Electronically signed by {name}, {credential} on {when:%m/%d/%Y} at {clock(signed[11:])}"
    return head, body, signature


def text_chart(p: Patient) -> str:
    written = []
    for document in sorted(DOCUMENTS[p.mrn], key=lambda document: document[0]):
        head, body, signature = parts(document)
        lines = [NAME, document[1].upper(), f"Client: {p.first} {p.last}   MRN: {p.mrn}   DOB: {p.birth:%m/%d/%Y}", *head, "", body]
        if signature:
            lines += ["", signature]
        written.append("\n".join(lines))
    return ("\n\n" + "=" * 78 + "\n").join(written) + "\n"


def page(p: Patient, document: tuple) -> str:
    head, body, signature = parts(document)
    rows = "".join(f"<tr><td>{html.escape(line)}</td></tr>" for line in head)
    paragraphs = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in joined(body))
    sign = f'<p class="signature">{html.escape(signature)}</p>' if signature else ""
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{html.escape(document[1])}</title>"
        "<style>body{font-family:sans-serif}</style></head>\n<body>\n"
        f"<div class=\"facility\">{NAME}</div>\n<h1>{html.escape(document[1])}</h1>\n"
        f"<table><tr><td>Client: {p.first} {p.last}</td><td>MRN: {p.mrn}</td><td>DOB: {p.birth:%m/%d/%Y}</td></tr>{rows}</table>\n"
        f"{paragraphs}\n{sign}\n</body></html>\n"
    )


def joined(body: str) -> list[str]:
    """Joins the wrapped lines of a paragraph; a line that opens with a label starts the next."""
    out: list[str] = []
    for line in body.splitlines():
        label = line.split(":")[0]
        starts = ":" in line and len(label) <= 24 and label[:1].isupper()
        if starts or not out or (out and out[-1].endswith((".", "?", '"')) and line[:1].isupper() and len(out[-1]) < 90):
            out.append(line)
        else:
            out[-1] += " " + line
    return out


def write(path: str, content: str):
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode())


def write_charts():
    for p in PEOPLE.values():
        if p.style == "txt":
            write(f"charts/{p.last.lower()}_{p.mrn.lower()}_full_chart.txt", text_chart(p))
            continue
        for document in DOCUMENTS[p.mrn]:
            kind = document[1].lower().replace(" ", "-")
            write(f"charts/{p.mrn}/{document[0]}-{kind}.html", page(p, document))


def stay(mrn: str, number: int, code: str, first: str, last: str, units: int, cents: int, status: str, admitted: str) -> Claim:
    p = PEOPLE[mrn]
    line = Line(code, date.fromisoformat(first), cents * units, units, revenue="1002", to=date.fromisoformat(last))
    return Claim(f"{mrn.replace('-', '')}-{number:02}", p, [line], kind="I", dx=(p.dx,), place="86", status=status,
                 renderer=person("reyerson"), admitted=date.fromisoformat(admitted))


def visits(mrn: str, author: str, place: str, *lines: tuple) -> Claim:
    p = PEOPLE[mrn]
    made = [Line(code, date.fromisoformat(day), cents, modifiers=modifiers) for day, code, cents, modifiers in lines]
    return Claim(f"{mrn.replace('-', '')}-01", p, made, dx=(p.dx,), place=place, renderer=person(author))


INSTITUTIONAL = [
    stay("BL-2001", 1, "H0010", "2026-02-02", "2026-02-05", 4, 62000, "30", "2026-02-02"),
    stay("BL-2001", 2, "H0018", "2026-02-06", "2026-02-11", 6, 31000, "01", "2026-02-02"),
    stay("BL-2005", 1, "H0010", "2026-02-16", "2026-02-19", 4, 62000, "01", "2026-02-16"),
    stay("BL-2006", 1, "H0018", "2026-03-09", "2026-03-12", 4, 31000, "01", "2026-03-09"),
    stay("BL-2007", 1, "H0018", "2026-02-02", "2026-02-09", 8, 31000, "01", "2026-02-02"),
    stay("BL-2008", 1, "H0010", "2026-03-02", "2026-03-06", 5, 62000, "01", "2026-03-02"),
]

TELE = ("95",)
PROFESSIONAL = [
    visits("BL-2002", "haldane", "10", ("2026-01-05", "90791", 19500, TELE), ("2026-01-13", "90837", 16500, TELE),
           ("2026-01-20", "90837", 16500, TELE), ("2026-01-27", "90837", 16500, TELE)),
    visits("BL-2003", "obuya", "11", ("2026-01-05", "90791", 19500, ()), ("2026-01-15", "90834", 12500, ()),
           ("2026-01-22", "90834", 12500, ()), ("2026-01-29", "90834", 12500, ())),
    visits("BL-2004", "yarrow", "11", ("2026-01-12", "90791", 19500, ()), ("2026-02-03", "90853", 5500, ()), ("2026-02-10", "90853", 5500, ())),
    visits("BL-2009", "haldane", "10", ("2026-01-12", "90837", 16500, TELE), ("2026-01-19", "90837", 16500, TELE), ("2026-01-26", "90837", 16500, ("93",))),
    visits("BL-2010", "swanholm", "11", ("2026-01-08", "90791", 19500, ()), ("2026-02-05", "90834", 12500, ()), ("2026-02-12", "90834", 12500, ())),
    visits("BL-2011", "obuya", "11", ("2026-02-06", "90791", 19500, ()), ("2026-02-20", "90853", 5500, ()), ("2026-02-27", "90853", 5500, ())),
    visits("BL-2012", "yarrow", "11", ("2026-01-14", "90791", 19500, ()), ("2026-01-28", "90834", 12500, ()),
           ("2026-02-11", "90834", 12500, ()), ("2026-02-11", "80307", 7900, ())),
    visits("BL-2001", "reyerson", "55", ("2026-02-02", "80307", 7900, ())),
]
PROFESSIONAL[-1].id = "BL2001-03"
# The stay goes on at another level: a first and a last bill of one admission.
INSTITUTIONAL[0].frequency, INSTITUTIONAL[1].frequency = "2", "4"

POLICY = """# Settings of an invented facility.
schema = 1
facility = "Birch Landing Recovery Center"
as_of = "2026-05-01"
chart_complete = true

[[payer]]
id = "NPHP1"
name = "Northern Pines Health Plan"
class = "commercial"
authorization_required = []

[[contract]]
payer = "NPHP1"
code = "H0010"
revenue = "1002"
level = "WM-RES"

[[contract]]
payer = "NPHP1"
code = "H0018"
revenue = "1002"
level = "RES-LOW"

[rates]
"OP" = "95.00"
"RES-LOW" = "310.00"
"WM-RES" = "620.00"
"""


def chart_of(mrn: str, day: str, title: str) -> str:
    p = PEOPLE[mrn]
    if p.style == "txt":
        return f"charts/{p.last.lower()}_{p.mrn.lower()}_full_chart.txt"
    return f"charts/{mrn}/{day}-{title.lower().replace(' ', '-')}.html"


def entry(kind: str, rule: str, mrn: str, why: str, claim="", line=0, day="", file="", quote="") -> str:
    rows = [f"[[{kind}]]", f'rule = "{rule}"', f'patient = "{mrn}"']
    if claim:
        rows.append(f'claim = "{claim}"')
    if line:
        rows.append(f"line = {line}")
    if day:
        rows.append(f'date = "{day}"')
    if file:
        text = (ROOT / file).read_text()
        assert quote in html.unescape(text), (file, quote)
        rows += [f'file = "{file}"', "page = 1", f'quote = "{quote}"']
    rows.append(f'why = "{why}"')
    return "\n".join(rows) + "\n"


def expected() -> str:
    made = ["# What an audit of this facility must, and must not, find. See README.md.\nschema = 1\n"]

    def must(*args, **kwargs):
        made.append(entry("must", *args, **kwargs))

    def must_not(*args, **kwargs):
        made.append(entry("must_not", *args, **kwargs))

    def of(mrn, day, title):
        return chart_of(mrn, day, title)

    must("DOC-018", "BL-2003", "talk of snow and football; no goal, intervention, progress or next step", "BL2003-01", 2, "2026-01-15",
         of("BL-2003", "2026-01-15", "Individual Therapy Note"), "neighbor's plow")
    must_not("DOC-018", "BL-2003", "four short lines, and all five elements", "BL2003-01", 4)
    must("DOC-019", "BL-2004", "the group's words, and a sentence that fits anybody", "BL2004-01", 2, "2026-02-03",
         of("BL-2004", "2026-02-03", "Group Therapy Note"), "Client attended group and participated appropriately.")
    must_not("DOC-019", "BL-2004", "short, and nobody else's", "BL2004-01", 3)
    must("DOC-020", "BL-2003", "a good intervention and not a word on how he took it", "BL2003-01", 3, "2026-01-22",
         of("BL-2003", "2026-01-22", "Individual Therapy Note"), "Therapist set out a graded list")
    must_not("DOC-020", "BL-2003", "one sentence of response is enough", "BL2003-01", 4)
    must("DOC-021", "BL-2012", "a definitive drug test that nobody ordered", "BL2012-01", 4, "2026-02-11")
    must("DOC-021", "BL-2005", "the order sheet was never signed", "BL2005-01", 1, "2026-02-16",
         of("BL-2005", "", ""), "Provider signature: ______________________")
    must_not("DOC-021", "BL-2001", "the drug test stands on the signed admission orders")
    must_not("DOC-021", "BL-2008", "ordered and signed on arrival")
    must("DOC-025", "BL-2006", "a plan, groups and shifts, and no assessment", "BL2006-01", 1, "2026-03-09")
    must_not("DOC-025", "BL-2007", "assessed on the seventh day after admission")
    must("DOC-026", "BL-2007", "status 01 and no summary", "BL2007-01", 1, "2026-02-09")
    must_not("DOC-026", "BL-2006", "signed four weeks after discharge, within thirty days")
    must_not("DOC-026", "BL-2001", "status 30: stepped from withdrawal management to the house")
    must("DOC-027", "BL-2008", "a taper day without a dose on any record", "BL2008-01", 1, "2026-03-04",
         of("BL-2008", "", ""), "Day 3 of Librium taper.")
    must_not("DOC-027", "BL-2008", "the nurse's note tells the dose", "BL2008-01", 1, "2026-03-03")
    must_not("DOC-027", "BL-2005", "doses every day, the last told by the nurse alone")
    must("DOC-028", "BL-2008", "one score on a full day", "BL2008-01", 1, "2026-03-05")
    must_not("DOC-028", "BL-2005", "scoring ended by protocol after three low scores")
    must_not("DOC-028", "BL-2001", "two scores on each full day")
    must("DOC-029", "BL-2009", "where she was is not said", "BL2009-01", 2, "2026-01-19",
         of("BL-2009", "2026-01-19", "Individual Therapy Note"), "Session by secure video.")
    must_not("DOC-029", "BL-2009", "means, place and consent are said", "BL2009-01", 1)
    must_not("DOC-029", "BL-2009", "audio only, with the reason", "BL2009-01", 3)
    must_not("DOC-029", "BL-2002", "consent on a form of its own")
    must("DOC-030", "BL-2010", "a private process note billed as a session", "BL2010-01", 2, "2026-02-05",
         of("BL-2010", "2026-02-05", "Individual Therapy Note"), "countertransference")
    must_not("DOC-030", "BL-2010", "transference within a whole progress note", "BL2010-01", 3)
    must("DOC-031", "BL-2011", "a film billed as group therapy", "BL2011-01", 2, "2026-02-20",
         of("BL-2011", "2026-02-20", "Group Note"), "Movie night.")
    must_not("DOC-031", "BL-2011", "bowling used toward the goal, and said so", "BL2011-01", 3)
    must("DOC-032", "BL-2012", "opioid use disorder and no consent to disclose")
    must_not("DOC-032", "BL-2001", "consent and notice in the chart")
    must_not("DOC-032", "BL-2002", "no substance use diagnosis")
    for mrn, why in [("BL-2001", "withdrawal management, then the house, all of it documented"), ("BL-2002", "telehealth as it should be")]:
        made.append(f'[[clean]]\npatient = "{mrn}"\nwhy = "{why}"\n')
    return "\n".join(made)


def main():
    readme = ROOT / "README.md"
    kept = readme.read_bytes() if readme.exists() else None
    shutil.rmtree(ROOT, ignore_errors=True)
    write_charts()
    write("claims/np_837i_2026q1.txt", write_837(Writer(), INSTITUTIONAL, BILLER, lambda _: PAYER, date(2026, 4, 7), 71))
    write("claims/np_837p_2026q1.837", write_837(Writer(newline=""), PROFESSIONAL, BILLER, lambda _: PAYER, date(2026, 4, 7), 72))
    write("chartproof.toml", POLICY)
    write("expected.toml", expected())
    if kept is not None:
        readme.write_bytes(kept)


if __name__ == "__main__":
    main()
