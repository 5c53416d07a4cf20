"""Writes corpus/alder-point: a group practice with a small day program.

`python3 corpus/tools/alder_point.py` writes the same bytes each time. Everything is invented. The
notes print the audit stamps of their record system: who signed, when created, last edited, printed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from alder_point_notes import GROUPS, MEMBERS, SESSIONS
from facility import Patient, Staff, npi
from x12 import Claim, Line, Writer, write_837

ROOT = Path(__file__).resolve().parent.parent / "alder-point"
PRINTED = "05/04/2026 09:20 AM"
SENT = date(2026, 3, 6)

FALK = Staff("Ingrid", "Falk", "LCSW", npi("220000101"))
MARSH = Staff("Theo", "Marsh", "LPC", npi("220000102"))
STONE = Staff("William", "Stonebridge", "LPC", npi("220000103"))
BILL = Staff("Bill", "Stonebridge", "LPC", npi("220000103"))
LUND = Staff("Casey", "Lund", "MSW Intern", npi("220000104"))
HASKINS = Staff("Rory", "Haskins", "BHT", npi("220000105"))
LINDQVIST = Staff("Petra", "Lindqvist", "MA", npi("220000106"))
ABARA = Staff("Ngozi", "Abara", "MD", npi("220000107"))
QUILL = Staff("Hester", "Quill", "LMFT", npi("220000108"))
ROSTER = [(FALK, "", "SW-40718"), (MARSH, "", "PC-11862"), (STONE, "", "PC-09917"),
          (LUND, "Ingrid Falk, LCSW", ""), (HASKINS, "", ""), (LINDQVIST, "", ""),
          (ABARA, "", "MD-55120"), (QUILL, "", "MFT-3381")]

F331, F400, F401, F431, F900, F332 = "F33.1", "F40.01", "F40.10", "F43.12", "F90.0", "F33.2"


def patient(mrn, last, first, birth, sex, dx):
    return Patient(mrn, last, first, birth, sex, "BTH", "BT" + mrn[3:] + "77", ((dx, ""),), "")


PEOPLE = {p.mrn: p for p in [
    patient("AP-2101", "Keane", "Marisol", date(1988, 5, 17), "F", F331),
    patient("AP-2102", "Oyelaran", "Dexter", date(1979, 11, 2), "M", F332),
    patient("AP-2103", "Renfrew", "Tobias", date(1991, 8, 24), "M", F400),
    patient("AP-2104", "Holloway", "Greta", date(1995, 1, 9), "F", F401),
    patient("AP-2105", "Marchetti", "Lionel", date(1966, 4, 30), "M", F431),
    patient("AP-2106", "Vang", "Priscilla", date(2000, 9, 13), "F", F331),
    patient("AP-2107", "Sorrell", "Emmett", date(2003, 6, 21), "M", F900),
    patient("AP-2108", "Osei", "Winifred", date(1972, 12, 5), "F", F401),
    patient("AP-2109", "Drury", "Calvin", date(1984, 3, 28), "M", F332),
]}


def us(day: date) -> str:
    return day.strftime("%m/%d/%Y")


def clock(moment: datetime) -> str:
    return moment.strftime("%I:%M %p")


def stamp(moment: datetime) -> str:
    return f"{us(moment)} {clock(moment)}"


@dataclass
class Making:
    """How one note was made, where it was not made in the usual way."""
    author: Staff = FALK
    signed: datetime | None = None
    created: datetime | None = None
    edited: datetime | None = None
    minutes: int | None = None
    header_author: bool = True
    closing: list | None = None          # replaces the signature lines
    after: list | None = None            # stands below them
    footer: str | None = None            # replaces name and page of the footer
    pages: int = 1
    unnamed_second: bool = False
    rtf: bool = False
    suffix: str = ""
    response: str | None = None
    service: str = "Individual Psychotherapy"
    code: str = "90837"


def wrapped(text: str, width: int = 92) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return lines + [line]


def header(p: Patient, day: date, start: datetime, stop: datetime, how: Making, title: str) -> list[str]:
    clinician = f"Clinician: {how.author.signed}     " if how.header_author else ""
    minutes = int((stop - start).total_seconds() // 60)
    return [
        "ALDER POINT BEHAVIORAL PARTNERS", title, "",
        f"Client: {p.last}, {p.first}     MRN: {p.mrn}     DOB: {us(p.birth)}",
        f"Date of Service: {us(day)}     Start: {clock(start)}     End: {clock(stop)}     ({minutes} min)",
        f"{clinician}Location: Suite 210, in person", f"Diagnosis: {p.dx[0][0]}", "",
    ]


def signature(how: Making, stop: datetime) -> list[str]:
    signed = how.signed or stop + timedelta(minutes=47)
    edited = how.edited or signed - timedelta(minutes=3)
    created = how.created or stop - timedelta(minutes=2)
    lines = how.closing if how.closing is not None else [f"Signed by {how.author.signed} on {stamp(signed)}"]
    if how.closing is not None and not any("Signed" in line for line in lines):
        return lines
    return lines + [f"Created {stamp(created)}; Last edited {stamp(edited)}; Printed {PRINTED}"]


def individual(p: Patient, told: tuple, how: Making) -> str:
    month, dom, hour, minute, length, goal, session, response, plan = told
    day = date(2026, month, dom)
    start = datetime(2026, month, dom, hour, minute)
    stop = start + timedelta(minutes=how.minutes or length)
    body = []
    for head, text in [("Goal addressed", goal), ("Intervention", session),
                       ("Client response", how.response or response), ("Plan", plan)]:
        body += [f"{head}:", *wrapped(text), ""]
    lines = header(p, day, start, stop, how, f"{how.service} Progress Note")
    end = signature(how, stop) + (how.after or [])
    name = how.footer if how.footer is not None else f"{p.last}, {p.first}   MRN: {p.mrn}"
    if how.pages == 1:
        return "\n".join([*lines, *body, *end, f"{name}   Page 1 of 1", ""])
    cut = body.index("Client response:")
    first = [*lines, *body[:cut], f"{name}   Page 1 of 2"]
    second = [*body[cut:], *end, "Page 2 of 2" if how.unnamed_second else f"{name}   Page 2 of 2"]
    return "\n".join(first) + "\n\f" + "\n".join([*second, ""])


def rtf(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    lines = escaped.split("\n")
    first = "\\b " + lines[0] + "\\b0\\par\n"
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Calibri;}}\\fs22\n" + first + "\\par\n".join(lines[1:]) + "}\n"


def write(path: str, text: str) -> None:
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def at(month, day, hour, minute) -> datetime:
    return datetime(2026, month, day, hour, minute)


def folder(p: Patient) -> str:
    return f"charts/{p.mrn}-{p.last.lower()}"


def note_path(p: Patient, told: tuple, how: Making) -> str:
    kind = how.service.split()[0].lower()
    return f"{folder(p)}/2026-{told[0]:02}-{told[1]:02}-{kind}{how.suffix}.{'rtf' if how.rtf else 'txt'}"


MAKING = {
    ("AP-2101", 2, 3): Making(rtf=True, created=at(2, 2, 16, 40)),
    ("AP-2101", 2, 10): Making(rtf=True),
    ("AP-2101", 2, 24): Making(rtf=True, signed=at(2, 25, 8, 5)),
    ("AP-2101", 3, 3): Making(rtf=True),
    ("AP-2103", 2, 5): Making(author=MARSH, header_author=False, closing=["Staff signature: KL"]),
    ("AP-2103", 2, 12): Making(author=MARSH, header_author=False, closing=["Staff signature: TM"]),
    ("AP-2103", 2, 19): Making(author=MARSH, closing=["Theo Marsh, LPC"]),
    ("AP-2103", 2, 26): Making(author=MARSH, closing=["Theo Marsh, LPC   02/26/2026 3:10 PM"]),
    ("AP-2103", 3, 5): Making(author=MARSH),
    ("AP-2103", 3, 12): Making(author=MARSH, pages=2),
    ("AP-2104", 2, 10): Making(author=QUILL, signed=at(2, 10, 11, 5), created=at(2, 10, 10, 40)),
    ("AP-2104", 2, 17): Making(author=QUILL, created=at(2, 13, 9, 12)),
    ("AP-2104", 3, 3): Making(author=QUILL, signed=at(3, 9, 17, 30)),
    ("AP-2104", 3, 4): Making(author=QUILL, signed=at(3, 6, 8, 15)),
    ("AP-2105", 2, 5): Making(author=STONE, after=[
        "", "ADDENDUM:", "Client rang in the afternoon and said that the recording would not play; a new link was sent to his phone."]),
    ("AP-2105", 2, 12): Making(author=STONE, signed=at(4, 16, 18, 22), edited=at(4, 16, 18, 20)),
    ("AP-2105", 2, 19): Making(author=STONE),
    ("AP-2105", 2, 26): Making(author=STONE, after=[
        "", "Addendum by William Stonebridge, LPC on 03/02/2026 09:15 AM",
        "The PCL-5 sheet of this session was scanned today under Documents.",
        "Signed by William Stonebridge, LPC on 03/02/2026 09:16 AM"]),
    ("AP-2106", 2, 4): Making(author=HASKINS, code="90834"),
    ("AP-2106", 2, 11): Making(author=LINDQVIST, code="90834"),
    ("AP-2106", 2, 18): Making(author=FALK, rtf=True),
    ("AP-2106", 2, 25): Making(author=BILL, rtf=True),
    ("AP-2107", 2, 3): Making(author=LUND, after=["Co-signed by Ingrid Falk, LCSW on 02/06/2026 09:40 AM"]),
    ("AP-2107", 2, 10): Making(author=LUND),
    ("AP-2107", 2, 17): Making(author=LUND, after=["Co-signed by Ingrid Falk, LCSW on 03/02/2026 05:10 PM"]),
    ("AP-2107", 2, 24): Making(author=FALK),
    ("AP-2107", 3, 3): Making(author=FALK),
    ("AP-2108", 2, 6): Making(author=QUILL, footer="Whitlock, Dorian   MRN: AP-2188"),
    ("AP-2108", 2, 13): Making(author=QUILL),
    ("AP-2108", 2, 20): Making(author=QUILL),
    ("AP-2108", 2, 27): Making(author=QUILL, pages=2, unnamed_second=True),
    ("AP-2108", 3, 6): Making(author=QUILL, pages=2),
}


def individual_notes() -> None:
    for mrn, sessions in SESSIONS.items():
        p = PEOPLE[mrn]
        for told in sessions:
            how = MAKING[(mrn, told[0], told[1])]
            text = individual(p, told, how)
            if (mrn, told[0], told[1]) == ("AP-2103", 3, 5):
                # The middle sheet was not exported.
                text = text.replace("Client response:", "Renfrew, Tobias   MRN: AP-2103   Page 1 of 3\n\nClient response:")
                text = text.replace("Page 1 of 1", "Page 3 of 3")
            write(note_path(p, told, how), rtf(text) if how.rtf else text)
    p = PEOPLE["AP-2107"]
    session = next(told for told in SESSIONS[p.mrn] if told[:2] == (2, 24))
    # The shorter record of the same hour, found in another export folder.
    short = Making(author=FALK, minutes=38, suffix="-a",
                   response="Emmett sorted the cards once and lost interest; several reminders to stay with the task. Left early for the bus.")
    write(note_path(p, session, short), individual(p, session, short))
    again = next(told for told in SESSIONS[p.mrn] if told[:2] == (3, 3))
    copy = Making(author=FALK, rtf=True, suffix="-reprint")
    write(note_path(p, again, copy), rtf(individual(p, again, copy)))


TIMES = [((9, 0), (10, 30)), ((10, 40), (12, 0)), ((12, 40), (14, 0))]
LEADERS = [QUILL, MARSH, LUND]
DAYS = {"AP-2102": [(3, 12), (3, 13)], "AP-2109": [(3, 12), (3, 13), (3, 17)]}


def program_notes() -> None:
    for mrn, days in DAYS.items():
        p = PEOPLE[mrn]
        for month, dom in days:
            for place, ((title, taught), (did, how)) in enumerate(zip(GROUPS[(month, dom)], MEMBERS[mrn][(month, dom)])):
                (h1, m1), (h2, m2) = TIMES[place]
                start, stop = at(month, dom, h1, m1), at(month, dom, h2, m2)
                making = Making(author=LEADERS[place])
                end = signature(making, stop)
                if LEADERS[place] is LUND:
                    end.append(f"Co-signed by Ingrid Falk, LCSW on {stamp(stop + timedelta(days=3))}")
                text = "\n".join([
                    *header(p, date(2026, month, dom), start, stop, making, "Group Therapy Note - Partial Hospitalization Program"),
                    f"Group topic: {title}", "Participants: 7", "", "Goal addressed:", "Safety and daily structure (goal 1).", "",
                    "Intervention:", *wrapped(taught), "", "Client participation:", *wrapped(did), "",
                    "Client response:", *wrapped(how), "", "Plan:", "Continue PHP five days a week; check-in with staff at 8:45.", "",
                    *end, f"{p.last}, {p.first}   MRN: {p.mrn}   Page 1 of 1", ""])
                write(f"{folder(p)}/2026-{month:02}-{dom:02}-group-{place + 1}.txt", text)
        start, stop = at(3, 11, 13, 0), at(3, 11, 14, 10)
        making = Making(author=ABARA)
        story = {
            "AP-2102": "Discharged from the inpatient unit on 03/09 after an overdose of his antidepressant on 03/01. Passive suicidal ideation every morning, no plan. In bed until noon, has not opened mail or cooked, missed two weeks of work. PHQ-9 22.",
            "AP-2109": "Cut his forearms on 03/08 and 03/09, no sutures. Suicidal ideation daily with thoughts of the bridge, no intent; gave his knife to the neighbor. Sleeps three hours, stopped eating with others, off work since February. PHQ-9 24.",
        }[mrn]
        why = {
            "AP-2102": "Needs daily observation of risk and structure through the first weeks at home; weekly outpatient therapy before the overdose did not hold him. Does not need a locked unit: no plan or intent, sister stays at night.",
            "AP-2109": "Needs daily treatment and risk checks; intensive outpatient failed in February when self-harm went on. Does not need a locked unit today: no intent, means removed, neighbor checks each evening.",
        }[mrn]
        sections = [("Presenting problem", story), ("Mental status", "Slowed, poor eye contact, constricted affect, thoughts linear, insight fair. No psychosis."),
                    ("Risk", "Moderate to high; safety plan written and copied for him."), ("Level of care", "Partial hospitalization recommended, five days a week. " + why)]
        body = [line for head, text in sections for line in (f"{head}:", *wrapped(text), "")]
        write(f"{folder(p)}/2026-03-11-evaluation.txt", "\n".join([
            *header(p, date(2026, 3, 11), start, stop, making, "Psychiatric Evaluation"), *body,
            *signature(making, stop), f"{p.last}, {p.first}   MRN: {p.mrn}   Page 1 of 1", ""]))
        stop = at(3, 11, 15, 0)
        aim = {"AP-2102": ("He will rate mornings 5 or better on four days of seven by 04/08/2026.", "Cook and eat one warm meal on five days a week by 03/27/2026."),
               "AP-2109": ("No self-harm for 21 days by 04/03/2026.", "Sleep of five hours on four nights a week by 04/03/2026.")}[mrn]
        write(f"{folder(p)}/2026-03-11-plan.txt", "\n".join([
            "ALDER POINT BEHAVIORAL PARTNERS", "Individualized Treatment Plan", "",
            f"Client: {p.last}, {p.first}     MRN: {p.mrn}     DOB: {us(p.birth)}",
            "Date of Service: 03/11/2026     Admission date: 03/12/2026", "Plan effective: 03/12/2026     Next review due: 04/09/2026",
            "Level of care: Partial Hospitalization (PHP)", f"Diagnosis: {p.dx[0][0]}", "",
            "Problem 1: suicidal thoughts and collapse of daily structure after crisis", "", "Goal 1: safety and daily structure", *[f"- {a}" for a in aim], "",
            "Services: group therapy, 5 days a week, 20 hours per week, for 4 weeks; individual therapy weekly; psychiatrist weekly.", "",
            "Discharge plan: step down to intensive outpatient when both objectives have held for a week.", "",
            f"Client took part in writing the plan. Client signature: {p.first} {p.last} 03/11/2026", "",
            f"Signed by {ABARA.signed} on {stamp(stop)}",
            f"Created {stamp(stop - timedelta(minutes=40))}; Last edited {stamp(stop - timedelta(minutes=2))}; Printed {PRINTED}",
            f"{p.last}, {p.first}   MRN: {p.mrn}   Page 1 of 1", ""]))


def attendance() -> None:
    rows = ["Date,MRN,Client Name,Group,Time In,Time Out,Status"]
    for mrn, days in DAYS.items():
        p = PEOPLE[mrn]
        for month, dom in days:
            for place, (title, _) in enumerate(GROUPS[(month, dom)]):
                (h1, m1), (h2, m2) = TIMES[place]
                status = "Present"
                if mrn == "AP-2109" and (month, dom) == (3, 17):
                    status = "Absent"
                times = f"{clock(at(month, dom, h1, m1))},{clock(at(month, dom, h2, m2))}"
                if status == "Absent":
                    times = ","
                rows.append(f'{us(date(2026, month, dom))},{mrn},"{p.last}, {p.first}",{title},{times},{status}')
            if mrn == "AP-2102" and (month, dom) == (3, 13):
                rows.append(f'{us(date(2026, month, dom))},{mrn},"{p.last}, {p.first}",Yoga (optional),,,Absent')
    write("attendance/php_march.csv", "\n".join(rows) + "\n")


def roster() -> None:
    rows = ["Staff Name,Credential,License #,NPI,Supervisor"]
    rows += [f'"{s.last}, {s.first}",{s.credential},{lic},{s.npi},"{boss}"' for s, boss, lic in ROSTER]
    write("staff/roster_2026.csv", "\n".join(rows) + "\n")


BILLER = {"submitter": "ALDERPT01", "receiver": "BTHEALTH", "receiver_name": "BLUE TAMARACK HEALTH",
          "name": "ALDER POINT BEHAVIORAL PARTNERS", "contact": "BILLING DESK", "phone": "5555550144",
          "taxonomy": "101YM0800X", "npi": npi("220000100"), "street": "40 QUARRY LANE", "city": "ALDER POINT",
          "state": "OH", "zip": "44990", "tax": "341234567"}
PAYER = {"name": "Blue Tamarack Health", "id": "BTH20", "filing_p": "CI", "filing_i": "CI"}
CENTS = {"90837": 16500, "90834": 13200, "H0035": 39000}
RENDER = {("AP-2106", 2, 4): FALK, ("AP-2106", 2, 18): MARSH, ("AP-2106", 2, 25): STONE}


def claims() -> dict:
    """Writes one claim a session; the 837P holds five people, the spreadsheet the others."""
    electronic, rows, ids = [], [], {}
    head = "Claim #,Patient Name,DOB,Sex,Chart #,Member ID,Payer,Fin Class,DOS From,DOS To,Rev Code,CPT,POS,Dx1,Units,Charge,Rendering Provider,Rendering NPI,Date Billed"
    for mrn, sessions in SESSIONS.items():
        p = PEOPLE[mrn]
        for place, told in enumerate(sessions, start=1):
            key = (mrn, told[0], told[1])
            how, day = MAKING[key], date(2026, told[0], told[1])
            claim_id = ids[key] = f"{mrn[:2]}{mrn[3:]}-{place:02}"
            who = RENDER.get(key, FALK if how.author is LUND else how.author)
            if mrn in ("AP-2101", "AP-2104", "AP-2105", "AP-2106", "AP-2107"):
                electronic.append(Claim(claim_id, p, [Line(how.code, day, CENTS[how.code])], dx=(p.dx[0][0].replace(".", ""),), renderer=who))
            else:
                rows.append(f'{claim_id},"{p.last}, {p.first}",{us(p.birth)},{p.sex},{mrn},{p.member},Blue Tamarack Health,Commercial,{us(day)},{us(day)},,{how.code},11,{p.dx[0][0]},1,{CENTS[how.code] / 100:.2f},"{who.last}, {who.first}",{who.npi},03/20/2026')
    for mrn, days in DAYS.items():
        p = PEOPLE[mrn]
        for place, (month, dom) in enumerate(days, start=1):
            day = date(2026, month, dom)
            claim_id = ids[(mrn, month, dom)] = f"{mrn[:2]}{mrn[3:]}-{place:02}"
            rows.append(f'{claim_id},"{p.last}, {p.first}",{us(p.birth)},{p.sex},{mrn},{p.member},Blue Tamarack Health,Commercial,{us(day)},{us(day)},0912,H0035,52,{p.dx[0][0]},1,390.00,,,03/20/2026')
    text = write_837(Writer(), electronic, BILLER, lambda _: PAYER, SENT, 7301)
    write("claims/tamarack_837P_20260306.837", text)
    write("claims/practice_claims_march.csv", "\n".join([head, *rows]) + "\n")
    return ids


def letter() -> None:
    p = PEOPLE["AP-2105"]
    write("letters/2026-04-14_BTH_request.txt", "\n".join([
        "BLUE TAMARACK HEALTH", "Payment Integrity, PO Box 880, Millbrook", "", "April 14, 2026", "",
        "ADDITIONAL DOCUMENTATION REQUEST", "",
        f"Member: {p.last}, {p.first}     DOB: {us(p.birth)}     Member ID: {p.member}",
        "Claims: AP2105-01, AP2105-02, AP2105-03, AP2105-04", "Dates of service: 02/02/2026 - 02/27/2026", "",
        "Please send the signed progress notes and the treatment plan for the claims above so that",
        "they reach us by 05/29/2026. Claims without records will be denied.", "", "Payment Integrity Unit", ""]))


def quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def expected(ids: dict) -> None:
    lines = ["# What an audit of this facility must, and must not, find. See README.md.", "schema = 1"]

    def path(mrn, month, dom, kind="individual", suffix="", ext=None):
        how = MAKING.get((mrn, month, dom))
        ext = ext or ("rtf" if how and how.rtf else "txt")
        return f"{folder(PEOPLE[mrn])}/2026-{month:02}-{dom:02}-{kind}{suffix}.{ext}"

    def must(rule, mrn, month, dom, quote, why, file=None, page=1, line=True):
        lines.extend(["", "[[must]]", f'rule = "{rule}"', f'patient = "{mrn}"'])
        if line:
            lines.extend([f'claim = "{ids[(mrn, month, dom)]}"', "line = 1"])
        lines.extend([f'date = "2026-{month:02}-{dom:02}"', f'file = "{file or path(mrn, month, dom)}"', f"page = {page}",
                      f"quote = {quoted(quote)}", f"why = {quoted(why)}"])

    def must_not(rule, mrn, month, dom, why, line=True):
        lines.extend(["", "[[must_not]]", f'rule = "{rule}"', f'patient = "{mrn}"'])
        if line:
            lines.extend([f'claim = "{ids[(mrn, month, dom)]}"', "line = 1"])
        lines.extend([f'date = "2026-{month:02}-{dom:02}"', f"why = {quoted(why)}"])

    must("DOC-003", "AP-2103", 2, 5, "KL", "initials of nobody on the roster")
    must("DOC-005", "AP-2103", 2, 19, "Theo Marsh, LPC", "a typed name alone")
    must("DOC-007", "AP-2104", 3, 3, "03/09/2026 05:30 PM", "sent 03/06, signed 03/09")
    must("DOC-008", "AP-2105", 2, 12, "04/16/2026 06:22 PM", "signed two days after the request of 04/14")
    must("DOC-010", "AP-2106", 2, 4, "BHT", "psychotherapy by a technician")
    must("DOC-011", "AP-2107", 2, 10, "MSW Intern", "the intern's other notes are cosigned")
    must("DOC-012", "AP-2106", 2, 18, "Ingrid Falk", "billed under another clinician")
    must("DOC-012", "AP-2106", 2, 4, "Rory Haskins", "a technician's session billed under a clinician")
    must("DOC-013", "AP-2108", 2, 6, "Whitlock, Dorian   MRN: AP-2188", "another patient's footer")
    must("DOC-013", "AP-2108", 2, 20, "He had said yes to the costumes", "pronouns of the other sex")
    must("DOC-014", "AP-2108", 2, 27, "She kept her eyes open through the verse", "second page names nobody", page=2, line=False)
    must("DOC-016", "AP-2104", 2, 10, "02/10/2026 11:05 AM", "signed three hours before the session")
    must("DOC-017", "AP-2109", 3, 17, "Absent", "absent from all groups, noted as attending",
         file="attendance/php_march.csv")
    must("DOC-022", "AP-2103", 3, 5, "Page 3 of 3", "page 2 of 3 is missing", line=False)
    must("DOC-023", "AP-2107", 2, 24, "End: 04:38 PM", "two signed records of one hour", file=path("AP-2107", 2, 24, suffix="-a"))
    must("DOC-024", "AP-2105", 2, 5, "ADDENDUM:", "an addendum without date and author")

    must_not("DOC-003", "AP-2103", 2, 12, "the roster has one person with these initials")
    must_not("DOC-005", "AP-2103", 2, 26, "typed name with date and time")
    must_not("DOC-007", "AP-2104", 3, 4, "signed on the day the claim was sent")
    must_not("DOC-008", "AP-2105", 2, 26, "the addendum is of 03/02, before the request")
    must_not("DOC-008", "AP-2105", 2, 19, "signed on the day")
    must_not("DOC-010", "AP-2106", 2, 11, "MA may be a Master of Arts")
    must_not("DOC-011", "AP-2107", 2, 17, "cosigned after 13 days")
    must_not("DOC-012", "AP-2106", 2, 25, "Bill is William")
    must_not("DOC-012", "AP-2107", 2, 3, "the billed clinician cosigned")
    must_not("DOC-012", "AP-2107", 2, 10, "the roster names the billed clinician as supervisor")
    must_not("DOC-013", "AP-2108", 2, 13, "the pronouns are her husband's")
    must_not("DOC-014", "AP-2108", 3, 6, "both pages are named", line=False)
    must_not("DOC-016", "AP-2104", 2, 17, "opened from the schedule four days before")
    must_not("DOC-017", "AP-2102", 3, 13, "absent from one optional session only")
    must_not("DOC-022", "AP-2103", 3, 12, "both pages are there", line=False)
    must_not("DOC-023", "AP-2107", 3, 3, "a reprint of the same note")
    must_not("DOC-024", "AP-2105", 2, 26, "the addendum has date and author")
    for mrn in ("AP-2101", "AP-2102"):
        lines.extend(["", "[[clean]]", f'patient = "{mrn}"'])
    write("expected.toml", "\n".join(lines) + "\n")


SETTINGS = """# Settings of an invented facility.
schema = 1
facility = "Alder Point Behavioral Partners"
as_of = "2026-05-15"
chart_complete = true

[[payer]]
id = "BTH20"
name = "Blue Tamarack Health"
class = "commercial"
authorization_required = []

[[contract]]
payer = "BTH20"
code = "H0035"
revenue = "0912"
level = "PHP"

[rates]
"OP" = "132.00"
"IOP" = "215.00"
"PHP" = "390.00"
"""

README = """# Alder Point Behavioral Partners

An invented group practice with a small partial hospitalization program, February and March 2026; one commercial payer. Nothing in it is real. It is about signatures, authorship and the integrity of the record. Each note is a file of its own (text or RTF) with its system's stamps: created, last edited, signed, printed, page numbers. `corpus/tools/alder_point.py` writes it.

| patient | story |
|---|---|
| AP-2101 Keane | **clean**; RTF; a note opened the day before, one signed next morning |
| AP-2102 Oyelaran | **clean**; PHP; absent from an optional session only; intern's groups cosigned |
| AP-2103 Renfrew | initials of nobody known (DOC-003), typed name (DOC-005), page 2 of 3 missing (DOC-022); initials on the roster, typed name with time, two full pages |
| AP-2104 Holloway | signed after the claim (DOC-007), signed before the session (DOC-016); signed on the day of the claim, opened early |
| AP-2105 Marchetti | records request of 04/14: signed after it (DOC-008), addendum without date and author (DOC-024); a labelled addendum from before it |
| AP-2106 Vang | psychotherapy by a technician (DOC-010), billed under another clinician (DOC-012); "MA", Bill for William |
| AP-2107 Sorrell | intern without cosignature (DOC-011), two records of one hour (DOC-023); cosigned on day 13, a reprint |
| AP-2108 Osei | another patient's footer and pronouns (DOC-013), a page that names nobody (DOC-014); a husband's pronouns, two named pages |
| AP-2109 Drury | PHP; absent by the sheet and attending by the notes (DOC-017) |
"""


def main() -> None:
    if ROOT.exists():
        shutil.rmtree(ROOT)
    individual_notes()
    program_notes()
    attendance()
    roster()
    letter()
    ids = claims()
    expected(ids)
    write("chartproof.toml", SETTINGS)
    write("README.md", README)


if __name__ == "__main__":
    main()
