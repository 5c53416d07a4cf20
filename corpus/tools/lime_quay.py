#!/usr/bin/env python3
"""Writes corpus/lime-quay: claims with their remittances, an authorization log and a few notes.

Every case is one claim or a few; the words beside `must` and `near` say what is wrong or only
looks wrong. Run from anywhere; writes the same bytes each time.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from facility import npi
from x12 import Claim, Line, Writer, d8, money, write_837

ROOT = Path(__file__).resolve().parents[1] / "lime-quay"


@dataclass
class Person:
    mrn: str
    last: str
    first: str
    birth: date
    sex: str
    member: str


@dataclass
class Clinician:
    last: str
    first: str
    npi: str


NAMES = [
    ("Aldous", "Petra"), ("Bellweather", "Cass"), ("Corrigan", "Thea"), ("Dovecote", "Milo"), ("Ellery", "Joan"),
    ("Fairlamb", "Reed"), ("Gantry", "Sybil"), ("Hathersage", "Ned"), ("Islington", "Bree"), ("Juniper", "Otis"),
    ("Kilbride", "Vada"), ("Larkspur", "Emil"), ("Merriweather", "Dot"), ("Nettlefold", "Gil"), ("Orchard", "Lena"),
    ("Penhallow", "Cy"), ("Quillfeather", "Ada"), ("Rosewarne", "Jud"), ("Saltmarsh", "Pia"), ("Thistlewood", "Rex"),
    ("Umberland", "Faye"), ("Vickery", "Ansel"), ("Windermere", "Tova"), ("Yelverton", "Boyd"), ("Zennor", "Clea"),
    ("Applegarth", "Sid"), ("Bracken", "Nola"), ("Cardew", "Hale"),
]
PEOPLE = [
    Person(f"LQ-{5001 + n}", last, first, date(1958 + n, 1 + (n * 5) % 12, 3 + n % 24), "FM"[n % 2], f"CH{6100207 + 53 * n}")
    for n, (last, first) in enumerate(NAMES)
]
people = iter(PEOPLE)
INGRID = Clinician("Lowther", "Ingrid", npi("230033009"))
TOMAS = Clinician("Vane", "Tomas", npi("230033017"))
COMMERCIAL = {"name": "Causeway Health", "id": "CWAY1", "filing_i": "CI", "filing_p": "CI"}
MEDICARE = {"name": "Medicare Part B", "id": "MEDB7", "filing_i": "MA", "filing_p": "MB"}
ADVANTAGE = {"name": "Harbourlight Advantage", "id": "HLADV", "filing_i": "16", "filing_p": "16"}
PAYER = {"C": COMMERCIAL, "M": MEDICARE, "A": ADVANTAGE}
CLINIC = {
    "submitter": "LIMEQUAY", "receiver": "GATEWAY", "receiver_name": "GATEWAY CLEARINGHOUSE", "contact": "BILLING",
    "phone": "5555550171", "taxonomy": "261QM0801X", "street": "7 QUAY ROAD", "city": "PORT LINDEN", "state": "OH",
    "zip": "440020000", "name": "LIME QUAY BEHAVIORAL HEALTH", "npi": npi("230044006"), "tax": "990000202",
}


def d(month: int, day: int) -> date:
    return date(2026, month, day)


claims: list[tuple[str, Claim]] = []
remits: dict[tuple[str, date], list[tuple]] = {}
provider_level: dict[tuple[str, date], list[tuple[str, str, int]]] = {}
authorizations: list[list[str]] = []
documents: list[tuple[str, str]] = []
entries: list[tuple[str, dict[str, object]]] = []


def pro(person, number, lines, payer="C", dx=("F331",), renderer=INGRID, **more) -> Claim:
    claim = Claim(number, person, lines, "P", dx=dx, renderer=renderer, **more)
    claims.append((payer, claim))
    return claim


def ins(person, number, lines, payer="C", dx=("F332",), **more) -> Claim:
    claim = Claim(number, person, lines, "I", dx=dx, renderer=TOMAS, place="13", **more)
    claims.append((payer, claim))
    return claim


def session(day: date) -> Line:
    return Line("90837", day, 18000)


def settle(claim: Claim, day: date, paid: int = 0, reason: str = "", remarks: tuple[str, ...] = (), status: str = "", part: int = 0,
           group: str = "CO"):
    """One decision: paid per line, or refused; `part` refuses an amount of each line that is paid."""
    payer = next(kind for kind, known in claims if known is claim)
    remits.setdefault((payer, day), []).append((claim, paid, reason, remarks, status, part, group))


def write_remit(payer: str, day: date, rows: list[tuple], control: int) -> str:
    out, who = Writer(), PAYER[payer]
    taken = provider_level.get((payer, day), [])
    total = sum(row[1] * len(row[0].lines) for row in rows) - sum(amount for *_, amount in taken)
    out.open(who["id"], CLINIC["submitter"], day, control, "HP", "005010X221A1", "835")
    out.add("BPR", "I" if total else "H", money(abs(total)), "C" if total >= 0 else "D", "ACH" if total else "NON",
            "CCP" if total else "", *([""] * 10), d8(day))
    out.add("TRN", "1", f"EFT{control:07}", "1" + CLINIC["tax"])
    out.add("DTM", "405", d8(day))
    out.add("N1", "PR", who["name"].upper())
    out.add("N3", "PO BOX 5120")
    out.add("N4", "MILLBROOK", "OH", "44999")
    out.add("N1", "PE", CLINIC["name"], "XX", CLINIC["npi"])
    out.add("LX", 1)
    for claim, paid, reason, remarks, status, part, group in rows:
        person, sign = claim.patient, -1 if status == "22" else 1
        code = status or ("4" if reason and not paid else "1")
        out.add("CLP", claim.id, code, money(sign * claim.cents), money(paid * len(claim.lines)), "0",
                who["filing_i" if claim.kind == "I" else "filing_p"], f"CW{claim.id[2:].replace('-', '')}9", claim.place, claim.frequency)
        out.add("NM1", "QC", "1", person.last.upper(), person.first.upper(), "", "", "", "MI", person.member)
        out.add("REF", "EA", person.mrn)
        for number, line in enumerate(claim.lines, start=1):
            out.add("SVC", out.join("HC", line.code, *line.modifiers), money(sign * line.cents), money(paid), line.revenue, line.units)
            out.add("DTM", "472", d8(line.day))
            left = sign * line.cents - paid
            if part:
                out.add("CAS", group, reason, money(part))
                left -= part
                reason_left = "45"
            else:
                reason_left = reason or "45"
            if left:
                out.add("CAS", "CR" if status == "22" else group, reason_left, money(left))
            out.add("REF", "6R", f"{claim.id}-{number}")
            for remark in remarks:
                out.add("LQ", "HE", remark)
    for reason, reference, amount in taken:
        out.add("PLB", CLINIC["npi"], "20261231", out.join(reason, reference), money(amount))
    return out.close()


def approve(number, person, start, end, code, units, level, payer="Causeway Health", requested=None):
    authorizations.append([number, person.mrn, f"{person.last}, {person.first}", person.member, payer, level, code, units, "days",
                           start.strftime("%m/%d/%Y"), end.strftime("%m/%d/%Y"), "Approved", (requested or start).strftime("%m/%d/%Y")])


def must(rule, claim, why, day=None, line=None, quote=None, file=None):
    row = {"rule": rule, "patient": claim.patient.mrn, "claim": claim.id, "line": line, "date": day, "why": why}
    if quote:
        row |= {"file": file, "page": 1, "quote": quote}
    entries.append(("must", row))


def near(rule, claim, why):
    entries.append(("must_not", {"rule": rule, "patient": claim.patient.mrn, "claim": claim.id, "why": why}))


def clean(person, why):
    entries.append(("clean", {"patient": person.mrn, "why": why}))


def note(person, name, title, day, times, body, signed="Ingrid Lowther, LCSW"):
    path = f"charts/{person.mrn}_{day:%Y%m%d}_{name}.txt"
    documents.append((path, f"""LIME QUAY BEHAVIORAL HEALTH
{title}
Patient: {person.first} {person.last}    MRN: {person.mrn}    DOB: {person.birth:%m/%d/%Y}
Date of service: {day:%m/%d/%Y}    Time: {times}

{body}

Electronically signed by {signed} on {day:%m/%d/%Y} 18:05
"""))


# -- Clean: paid sessions with a contractual write-down and a co-payment, and a day program paid as billed.
a = next(people)
for week, day in enumerate((6, 13, 20)):
    settle(pro(a, f"LQ5001-{week + 1}", [session(d(1, day))]), d(2, 2), 12600)
clean(a, "sessions paid less the contract's write-down")
a = next(people)
approve("CW-70201", a, d(1, 5), d(1, 30), "H0015", "12", "IOP")
settle(ins(a, "LQ5002-1", [Line("H0015", d(1, day), 25000, revenue="0906") for day in (5, 7, 9)], auth="CW-70201"), d(2, 2), 25000)
clean(a, "a day program paid as billed")

# -- DEN-001
a = next(people)
claim = pro(a, "LQ5003-1", [session(d(3, 3))])
settle(claim, d(3, 30), reason="16", remarks=("M77",))
must("DEN-001", claim, "the place of service is missing; a corrected claim mends it", "2026-03-03", 1, "CAS*CO*16*180", "remits/causeway_20260330.835")
near("DEN-002", claim, "technical by its remark")
claim = pro(a, "LQ5003-2", [session(d(3, 10))])
settle(claim, d(3, 30), reason="4")
settle(claim, d(4, 6), 12600)
near("DEN-001", claim, "refused for a modifier and paid a week later")
a = next(people)
claim = pro(a, "LQ5004-1", [session(d(3, 4)), session(d(3, 11))])
settle(claim, d(3, 30), reason="22")
must("DEN-001", claim, "another payer should pay first; both lines at once", "2026-03-04", None, "CAS*CO*22*180", "remits/causeway_20260330.835")
claim = pro(a, "LQ5004-2", [session(d(3, 18))])
settle(claim, d(3, 30), reason="1", group="PR", status="1")
near("DEN-001", claim, "the whole fee is the patient's deductible")

# -- DEN-002 and DEN-012
a = next(people)
note(a, "session", "Individual Therapy Note", d(3, 5), "10:00 - 10:55",
     "Joan told of the week after the hearing: two nights awake, one walk with her neighbour. We went back over what she says to "
     "herself when the phone rings and tried the slower answer aloud. Goal 1, fewer avoided calls: she took three of five. "
     "She will keep the call sheet until we meet again.")
claim = pro(a, "LQ5005-1", [session(d(3, 5))])
settle(claim, d(3, 30), reason="50")
must("DEN-002", claim, "refused as not needed", "2026-03-05", 1, "CAS*CO*50*180", "remits/causeway_20260330.835")
near("DEN-012", claim, "the session's note is in the chart")
claim = pro(a, "LQ5005-2", [session(d(3, 12))])
settle(claim, d(3, 30), reason="151")
must("DEN-012", claim, "an appeal would lack the note of the day", "2026-03-12", 1, "CAS*CO*151*180", "remits/causeway_20260330.835")
a = next(people)
claim = pro(a, "LQ5006-1", [session(d(3, 6))])
settle(claim, d(3, 30), 9000, reason="151", part=5000)
must("DEN-002", claim, "a part of the fee refused for its amount", "2026-03-06", 1, "CAS*CO*151*50", "remits/causeway_20260330.835")
claim = pro(a, "LQ5006-2", [session(d(3, 13))])
settle(claim, d(3, 30), reason="50")
settle(claim, d(4, 6), 0, reason="50", status="22")
settle(claim, d(4, 6), 12600)
near("DEN-002", claim, "refused, reversed and paid")

# -- DEN-003 and DEN-004: commercial appeals end 180 days after the remittance, Medicare's 125.
a = next(people)
claim = pro(a, "LQ5007-1", [session(date(2025, 10, 2))])
settle(claim, date(2025, 10, 27), reason="50")
must("DEN-003", claim, "ten days are left to appeal", "2025-10-02", 1, "CAS*CO*50*180", "remits/causeway_20251027.835")
near("DEN-004", claim, "the last day has not come")
claim = pro(a, "LQ5007-2", [session(d(3, 9))])
settle(claim, d(3, 30), reason="50")
near("DEN-003", claim, "five months are left")
a = next(people)
claim = pro(a, "LQ5008-1", [session(date(2025, 8, 5))])
settle(claim, date(2025, 9, 1), reason="50")
must("DEN-004", claim, "the appeal's last day was in February", "2025-08-05", 1, "CAS*CO*50*180", "remits/causeway_20250901.835")
near("DEN-003", claim, "nothing is left to keep")
a = next(people)
claim = pro(a, "LQ5009-1", [session(date(2025, 11, 18))], payer="M", renderer=TOMAS)
settle(claim, date(2025, 12, 11), reason="50")
must("DEN-003", claim, "the day to keep was in April; with the days for receipt four more hold", "2025-11-18", 1, "CAS*CO*50*180", "remits/medicare_20251211.835")
near("DEN-004", claim, "Medicare's days for receipt")

# -- DEN-005
a = next(people)
claim = pro(a, "LQ5010-1", [session(d(2, 10))])
settle(claim, d(3, 24), reason="252", remarks=("M127",))
must("DEN-005", claim, "records asked for on a remittance, due in eight days", "2026-02-10", 1, "CAS*CO*252*180", "remits/causeway_20260324.835")
a = next(people)
asked = pro(a, "LQ5011-1", [session(d(2, 11))])
note(a, "session", "Individual Therapy Note", d(2, 11), "13:00 - 13:54",
     "Vada came from the night shift and wanted to stand for the first minutes. She has slept in the car twice since the quarrel with "
     "her brother. We sorted what is hers to mend and what is not, and wrote one text to him together; she sent it here. Goal 2, "
     "sleep at home five nights: two of seven. Next: the sister's spare room until the lease.")
documents.append((f"letters/{a.mrn}_request.txt", f"""CAUSEWAY HEALTH
Payment Integrity, PO Box 5120, Millbrook

March 27, 2026

ADDITIONAL DOCUMENTATION REQUEST

Member: {a.last}, {a.first}     DOB: {a.birth:%m/%d/%Y}     Member ID: {a.member}
Claim: LQ5011-1
Dates of service: 02/11/2026 - 02/11/2026

Please send the progress notes and the plan for this claim so that they reach us by 04/20/2026.
A claim whose records do not arrive is denied.

Payment Integrity Unit
"""))
entries.append(("must", {"rule": "DEN-005", "patient": a.mrn, "claim": asked.id, "date": "2026-02-11", "file": f"letters/{a.mrn}_request.txt",
                         "page": 1, "quote": "March 27, 2026", "why": "records asked for by letter, due in five days"}))
a = next(people)
claim = pro(a, "LQ5012-1", [session(d(3, 16))])
settle(claim, d(4, 10), reason="252", remarks=("M127",))
near("DEN-005", claim, "records asked for on Friday, due in a month")

# -- DEN-006
a = next(people)
claim = pro(a, "LQ5013-1", [session(date(2025, 6, 10))], payer="M", renderer=TOMAS)
settle(claim, date(2025, 7, 7), 14000)
settle(claim, d(3, 23), -14000, status="22")
settle(claim, d(3, 23), reason="50", remarks=("N432", "N469"))
must("DEN-006", claim, "taken back by a recovery audit; a week is left to stop it", "2025-06-10", None, "SVC*HC:90837*180*0", "remits/medicare_20260323.835")
claim = pro(a, "LQ5013-2", [session(date(2025, 6, 17))], payer="M", renderer=TOMAS)
settle(claim, date(2025, 7, 7), 14000)
settle(claim, d(1, 12), -14000, status="22")
settle(claim, d(1, 12), 13000)
near("DEN-006", claim, "reversed and paid again at another price")

# -- DEN-007: one payer, one code, one reason on five claims; four of another code.
repeated = [next(people) for _ in range(5)]
for place, person in enumerate(repeated):
    claim = pro(person, f"LQ{person.mrn[3:]}-1", [Line("90853", d(2, 3 + 7 * (place % 3)), 6000)])
    settle(claim, d(3, 2 + 7 * (place % 4)), reason="B7")
    if place < 4:
        other = pro(person, f"LQ{person.mrn[3:]}-2", [Line("90847", d(2, 4 + 7 * (place % 3)), 15000)])
        settle(other, d(2, 16) + timedelta(days=3 * place), reason="197")
entries.append(("pattern", {"rule": "DEN-007", "date": "2026-03-02", "file": "remits/causeway_20260302.835", "page": 1, "quote": "CAS*CO*B7*60",
                            "why": "group therapy refused on five claims within a month"}))

entries.append(("must_not", {"rule": "DEN-007", "date": "2026-02-20", "why": "family therapy refused on four claims only"}))

# -- DEN-008 and DEN-009
strong = next(people)
approve("CW-70301", strong, d(3, 2), d(3, 27), "H0035", "10", "PHP", requested=d(2, 27))
for day, body in (
    (2, "Admitted to the day hospital from the emergency department after an overdose on Friday. Endorses suicidal ideation today with a plan "
        "to take the rest of the tablets; says she cannot promise to be safe at home alone in the evening. Hears a voice that tells "
        "her to do it. Has not eaten since Saturday. Her sister will hold the medicines. Observation and daily review ordered."),
    (3, "Still has suicidal thoughts every hour, with intent last night; her sister sat up with her. Auditory hallucinations commanding her to hurt "
        "herself. Unable to do the shopping or shower without prompting. Olanzapine raised. Needs the structure of the whole day."),
    (4, "Reports active suicidal ideation with plan, less intent than yesterday. Voice continues. Paced through the first group, left twice, "
        "came back both times. Failed outpatient therapy in January and was worse after it. Stays in the program."),
):
    note(strong, "physician", "Psychiatric Progress Note", d(3, day), "09:00 - 09:30", body, "Tomas Vane, MD")
    note(strong, "group", "PHP Group Therapy Note", d(3, day), "10:00 - 14:30",
         {2: "Pia sat near the door and spoke late. She named the tablets as what she thinks of when the room is quiet, and let the group hear "
             "it. She wrote three names she could ring. Goal 1, no harm to herself: unsafe without others tonight.",
          3: "Pia cried through the check-in. In the skills hour she held ice and told what changed in her hands. She asked to go over the "
             "names again. Goal 1: intent last night, told to her sister.",
          4: "Pia paced, left, returned. She heard another member tell of a hospital stay and asked one question. Drew her evening hour by "
             "hour. Goal 1: plan still there, intent less."}[day])
supported = ins(strong, "LQ5019-1", [Line("H0035", d(3, day), 45000, revenue="0912") for day in (2, 3, 4)], auth="CW-70301")
settle(supported, d(3, 30), reason="50")
must("DEN-008", supported, "refused as not needed; the chart tells of plan and intent", "2026-03-02", None, "CAS*CO*50*450", "remits/causeway_20260330.835")
near("DEN-009", supported, "the record supports the level")
weak = next(people)
approve("CW-70302", weak, d(3, 2), d(3, 27), "H0035", "10", "PHP", requested=d(2, 27))
for day, body in (
    (2, "Denies suicidal ideation, denies homicidal ideation, no psychosis. Working full time since last week. Sleeps seven hours. Mood good, "
        "affect bright. Attends meetings on his own. Independent in all activities."),
    (3, "Stable. Denies any thoughts of self-harm. Mood euthymic. Went to work after program. Takes his medicines without "
        "reminders. Asks when he can stop coming."),
    (4, "Doing well. No suicidal thoughts, no cravings, no withdrawal. Denies depression and anxiety. Supportive wife at home. Functioning "
        "at baseline. Goals met."),
):
    note(weak, "physician", "Psychiatric Progress Note", d(3, day), "09:35 - 09:55", body, "Tomas Vane, MD")
    note(weak, "group", "PHP Group Therapy Note", d(3, day), "10:00 - 14:30",
         {2: "Rex helped a new member find the kitchen. He told of his first pay and the list on the fridge. Denies cravings. Mood bright.",
          3: "Rex led the reading. He says he sleeps well and is back at the yard in the evenings. No safety concerns.",
          4: "Rex marked every goal as met on his sheet and gave his reasons; he took the members' questions well and laughed. Denies suicidal "
             "ideation. Calm, future oriented."}[day])
refused = ins(weak, "LQ5020-1", [Line("H0035", d(3, day), 45000, revenue="0912") for day in (2, 3, 4)], auth="CW-70302")
settle(refused, d(3, 30), reason="150")
must("DEN-009", refused, "refused for the level; the chart tells of a well man", "2026-03-02", None, "CAS*CO*150*450", "remits/causeway_20260330.835")
near("DEN-008", refused, "the record speaks against the level")

# -- DEN-010
a = next(people)
claim = pro(a, "LQ5021-1", [session(d(1, 8))])
settle(claim, d(2, 2), reason="197")
settle(claim, d(3, 16), 12600)
again = pro(a, "LQ5021-2", [session(d(1, 8))])
settle(again, d(3, 24), 12600)
must("DEN-010", again, "the appeal and a second claim were both paid", "2026-01-08", 1, "SVC*HC:90837*180*126", "remits/causeway_20260324.835")
a = next(people)
claim = pro(a, "LQ5022-1", [session(d(1, 8))])
settle(claim, d(2, 2), reason="197")
again = pro(a, "LQ5022-2", [session(d(1, 8))])
settle(again, d(3, 16), 12600)
near("DEN-010", again, "refused on one claim, paid on the next")
near("DEN-001", claim, "the second claim was paid")

# -- DEN-011
a = next(people)
claim = pro(a, "LQ5023-1", [session(d(1, 9))])
settle(claim, d(2, 2), 12600)
settle(claim, d(3, 30), -12600, status="22")
settle(claim, d(3, 30), 12000)
provider_level[("C", d(3, 30))] = [("WO", "CW502319", 600)]
provider_level[("C", d(4, 6))] = [("WO", "PRIOR2024 0093", 21000)]
entries.append(("pattern", {"rule": "DEN-011", "date": "2026-04-06", "file": "remits/causeway_20260406.835", "page": 1, "quote": "WO:PRIOR2024 0093",
                            "why": "taken from the account under a number that no claim has"}))
entries.append(("must_not", {"rule": "DEN-011", "date": "2026-03-30", "why": "the account's recovery carries the payer's number of a reversed claim"}))
near("DEN-004", claim, "taken back and paid at another price")

# -- A plan that approved beforehand is bound by it
a = next(people)
approve("HL-40021", a, d(2, 2), d(2, 27), "H0015", "12", "IOP", payer="Harbourlight Advantage", requested=d(1, 30))
claim = ins(a, "LQ5024-1", [Line("H0015", d(2, day), 25000, revenue="0906") for day in (9, 11)], payer="A", auth="HL-40021")
settle(claim, d(3, 9), reason="50")
must("DEN-002", claim, "refused as not needed although approved beforehand", "2026-02-09", None, "CAS*CO*50*250", "remits/harbourlight_20260309.835")

# -- A claim that was sent twice: the second is refused as a duplicate, which is no work.
a = next(people)
claim = pro(a, "LQ5025-1", [session(d(2, 12))])
settle(claim, d(3, 9), 12600)
settle(claim, d(3, 16), reason="18")
near("DEN-001", claim, "the payer's answer to a second copy of a paid claim")
clean(a, "paid once, sent twice")


def toml() -> str:
    out = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1", ""]
    for kind, row in entries:
        out.append(f"[[{'must' if kind == 'pattern' else kind}]]")
        for key, value in row.items():
            if value is not None:
                out.append(f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"')
        out.append("")
    return "\n".join(out)


NAME = {"C": "causeway", "M": "medicare", "A": "harbourlight"}


def main() -> None:
    for folder in ("claims", "remits", "authorizations", "charts", "letters"):
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
    for path, text in documents:
        (ROOT / path).write_text(text)
    payer = lambda claim: PAYER[next(kind for kind, known in claims if known is claim)]
    batches: dict[tuple[str, date], list[Claim]] = {}
    for _, claim in claims:
        decided = min((day for (_, day), rows in remits.items() if any(row[0] is claim for row in rows)), default=d(3, 20))
        sent = max(line.day for line in claim.lines)
        sent = max(sent, decided - timedelta(days=14))
        batches.setdefault((claim.kind, sent), []).append(claim)
    for number, ((form, sent), chosen) in enumerate(sorted(batches.items()), start=51):
        name = "professional" if form == "P" else "institutional"
        (ROOT / f"claims/{name}_{sent:%Y%m%d}.837").write_text(write_837(Writer(), chosen, CLINIC, payer, sent, number))
    for control, (key, rows) in enumerate(sorted(remits.items(), key=lambda item: (item[0][1], item[0][0])), start=301):
        kind, day = key
        (ROOT / f"remits/{NAME[kind]}_{day:%Y%m%d}.835").write_text(write_remit(kind, day, rows, control))
    with open(ROOT / "authorizations/log.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow("Auth #,MRN,Patient,Member ID,Payer,Level of Care,Service Code,Units Approved,Unit Type,"
                      "Start Date,End Date,Decision,Request Date".split(","))
        rows.writerows(authorizations)
    (ROOT / "expected.toml").write_text(toml())


if __name__ == "__main__":
    main()
