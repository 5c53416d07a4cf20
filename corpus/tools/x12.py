"""Writes X12 interchanges: 837P, 837I and 835, with correct envelopes and counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


def d8(day: date) -> str:
    return day.strftime("%Y%m%d")


def money(cents: int) -> str:
    """`15000` is `150`, `15050` is `150.5`, as clearinghouses write it."""
    text = f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    return text or "0"


class Writer:
    """One interchange with one functional group and one transaction set."""

    def __init__(self, element="*", component=":", end="~", newline="\n"):
        self.element, self.component, self.end, self.newline = element, component, end, newline
        self.segments: list[str] = []
        self.set_start = 0

    def add(self, *elements: object) -> str:
        values = ["" if e is None else str(e) for e in elements]
        while values and values[-1] == "":
            values.pop()
        segment = self.element.join(values)
        self.segments.append(segment)
        return segment

    def join(self, *components: object) -> str:
        values = [str(c) for c in components]
        while values and values[-1] == "":
            values.pop()
        return self.component.join(values)

    def open(self, sender, receiver, day: date, control: int, group: str, version: str, kind: str):
        self.control, self.group_control = f"{control:09}", str(control)
        self.segments.append(self.element.join([
            "ISA", "00", " " * 10, "00", " " * 10, "ZZ", sender.ljust(15), "ZZ", receiver.ljust(15),
            day.strftime("%y%m%d"), "0915", "^", "00501", self.control, "0", "P", self.component]))
        self.add("GS", group, sender, receiver, d8(day), "0915", self.group_control, "X", version)
        self.set_start = len(self.segments)
        if kind == "837":
            self.add("ST", kind, "0001", version)
        else:
            self.add("ST", kind, "0001")

    def close(self) -> str:
        self.add("SE", len(self.segments) - self.set_start + 1, "0001")
        self.add("GE", 1, self.group_control)
        self.add("IEA", 1, self.control)
        return "".join(segment + self.end + self.newline for segment in self.segments)


@dataclass
class Line:
    code: str
    day: date
    cents: int
    units: int = 1
    modifiers: tuple[str, ...] = ()
    revenue: str = ""
    to: date | None = None
    pointers: str = "1"
    segment: str = ""
    paid: int | None = None
    paid_code: str = ""


@dataclass
class Claim:
    id: str
    patient: object
    lines: list[Line]
    kind: str = "P"
    auth: str | None = None
    dx: tuple[str, ...] = ()
    place: str = "11"
    frequency: str = "1"
    status: str = "01"
    renderer: object = None
    renderer_npi: str = ""
    admitted: date | None = None
    conditions: tuple[str, ...] = ()
    denied: tuple[str, str] | None = None
    file: str = ""
    segments: dict = field(default_factory=dict)

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def write_837(out: Writer, claims: list[Claim], biller: dict, payer_of, day: date, control: int) -> str:
    """All claims of one file, professional or institutional by the first claim's kind."""
    professional = claims[0].kind == "P"
    version = "005010X222A1" if professional else "005010X223A2"
    out.open(biller["submitter"], biller["receiver"], day, control, "HC", version, "837")
    out.add("BHT", "0019", "00", f"{control:06}", d8(day), "0915", "CH")
    out.add("NM1", "41", "2", biller["name"], "", "", "", "", "46", biller["submitter"])
    out.add("PER", "IC", biller["contact"], "TE", biller["phone"])
    out.add("NM1", "40", "2", biller["receiver_name"], "", "", "", "", "46", biller["receiver"])
    out.add("HL", 1, "", 20, 1)
    out.add("PRV", "BI", "PXC", biller["taxonomy"])
    out.add("NM1", "85", "2", biller["name"], "", "", "", "", "XX", biller["npi"])
    out.add("N3", biller["street"])
    out.add("N4", biller["city"], biller["state"], biller["zip"])
    out.add("REF", "EI", biller["tax"])
    for level, claim in enumerate(claims, start=2):
        p, payer = claim.patient, payer_of(claim)
        out.add("HL", level, 1, 22, 0)
        out.add("SBR", "P", "18", "", "", "", "", "", "", payer["filing_i" if not professional else "filing_p"])
        out.add("NM1", "IL", "1", p.last.upper(), p.first.upper(), "", "", "", "MI", p.member)
        out.add("DMG", "D8", d8(p.birth), p.sex)
        out.add("NM1", "PR", "2", payer["name"].upper(), "", "", "", "", "PI", payer["id"])
        if professional:
            place = out.join(claim.place, "B", claim.frequency)
            claim.segments["clm"] = out.add("CLM", claim.id, money(claim.cents), "", "", place, "Y", "A", "Y", "Y")
        else:
            place = out.join(claim.place, "A", claim.frequency)
            claim.segments["clm"] = out.add("CLM", claim.id, money(claim.cents), "", "", place, "", "A", "Y", "Y")
            first, last = claim.lines[0].day, max(line.to or line.day for line in claim.lines)
            out.add("DTP", "434", "RD8", f"{d8(first)}-{d8(last)}")
            out.add("DTP", "435", "DT", d8(claim.admitted or first) + "0930")
            out.add("CL1", "3", "1", claim.status)
        if claim.auth:
            claim.segments["auth"] = out.add("REF", "G1", claim.auth)
        out.add("REF", "EA", p.mrn)
        if claim.dx:
            first, rest = claim.dx[0], claim.dx[1:]
            if professional:
                claim.segments["dx"] = out.add("HI", out.join("ABK", first), *[out.join("ABF", d) for d in rest])
            else:
                claim.segments["dx"] = out.add("HI", out.join("ABK", first))
                if rest:
                    out.add("HI", *[out.join("ABF", d) for d in rest])
        if claim.conditions:
            claim.segments["condition"] = out.add("HI", *[out.join("BG", c) for c in claim.conditions])
        if claim.renderer:
            who = claim.renderer
            claim.segments["renderer"] = out.add(
                "NM1", "82" if professional else "71", "1", who.last.upper(), who.first.upper(), "", "", "", "XX",
                claim.renderer_npi or who.npi)
        for place_in_claim, line in enumerate(claim.lines, start=1):
            out.add("LX", place_in_claim)
            code = out.join("HC", line.code, *line.modifiers)
            if professional:
                line.segment = out.add("SV1", code, money(line.cents), "UN", line.units, "", "", line.pointers)
            else:
                unit = "DA" if line.revenue in ("1002", "0126") else "UN"
                line.segment = out.add("SV2", line.revenue, code, money(line.cents), unit, line.units)
            if line.to:
                out.add("DTP", "472", "RD8", f"{d8(line.day)}-{d8(line.to)}")
            else:
                out.add("DTP", "472", "D8", d8(line.day))
            out.add("REF", "6R", f"{claim.id}-{place_in_claim}")
    return out.close()


def write_835(out: Writer, claims: list[Claim], biller: dict, payer: dict, day: date, control: int) -> str:
    """One payment that settles the claims: every CLP and SVC balances, and BPR is their sum."""
    total = sum(line.paid or 0 for claim in claims for line in claim.lines)
    out.open(payer["id"], biller["submitter"], day, control, "HP", "005010X221A1", "835")
    out.add("BPR", "I" if total else "H", money(total), "C", "ACH" if total else "NON", "CCP" if total else "", *([""] * 10), d8(day))
    out.add("TRN", "1", f"EFT{control:07}", "1" + biller["tax"])
    out.add("DTM", "405", d8(day))
    out.add("N1", "PR", payer["name"].upper())
    out.add("N3", "PO BOX 4410")
    out.add("N4", "MILLBROOK", "OH", "44999")
    out.add("PER", "BL", "PROVIDER SERVICES", "TE", "5555550123")
    out.add("N1", "PE", biller["name"], "XX", biller["npi"])
    out.add("LX", 1)
    for place, claim in enumerate(claims, start=1):
        p = claim.patient
        paid = sum(line.paid or 0 for line in claim.lines)
        status = "4" if claim.denied else "1"
        claim.segments["clp"] = out.add(
            "CLP", claim.id, status, money(claim.cents), money(paid), "0",
            payer["filing_i" if claim.kind == "I" else "filing_p"], f"ICN{control % 1000:03}{place:05}", claim.place, claim.frequency)
        out.add("NM1", "QC", "1", p.last.upper(), p.first.upper(), "", "", "", "MI", p.member)
        out.add("REF", "EA", p.mrn)
        out.add("DTM", "232", d8(claim.lines[0].day))
        out.add("DTM", "233", d8(max(line.to or line.day for line in claim.lines)))
        for place_in_claim, line in enumerate(claim.lines, start=1):
            code = out.join("HC", line.paid_code or line.code, *line.modifiers)
            original = out.join("HC", line.code, *line.modifiers) if line.paid_code else ""
            line_paid = line.paid or 0
            out.add("SVC", code, money(line.cents), money(line_paid), line.revenue, line.units, original)
            out.add("DTM", *(("150", d8(line.day)) if line.to else ("472", d8(line.day))))
            if line.to:
                out.add("DTM", "151", d8(line.to))
            if claim.denied:
                claim.segments["cas"] = out.add("CAS", claim.denied[0], claim.denied[1], money(line.cents))
            elif line.cents != line_paid:
                out.add("CAS", "CO", "45", money(line.cents - line_paid))
            out.add("REF", "6R", f"{claim.id}-{place_in_claim}")
            if line_paid:
                out.add("AMT", "B6", money(line_paid))
    return out.close()
