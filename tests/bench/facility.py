"""Writes seeded facilities of any size: charts, claims, authorizations, remittances that match.

Notes are 4 KB in the mean. Their sentences are drawn from the invented charts in `corpus/`, by
kind of note, so that they hold what such notes hold, and no two notes are copies. Two patients of
three have a text file a note, the third one merged chart. Every fiftieth note belongs to another
patient; a patient has one stay: residential, partial hospitalization, intensive outpatient or
outpatient.
"""

import random
import re
from datetime import date, timedelta
from pathlib import Path

NOTES_PER_PATIENT = 50
MEAN_BYTES = 4000

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

FIRST = ["Ada", "Bela", "Cora", "Dario", "Edda", "Flora", "Gideon", "Hana", "Ivor", "Jonas", "Kaia", "Linus",
         "Mara", "Nils", "Oona", "Pavel", "Quinn", "Runa", "Silas", "Tova"]
LAST_A = ["Ash", "Birk", "Crane", "Dorn", "Elder", "Fenn", "Gray", "Holm", "Iver", "Jarr", "Kell", "Lund", "Marsh",
          "Nord", "Oak", "Penn", "Quill", "Ridge", "Stern", "Thorn"]
LAST_B = ["berg", "dale", "field", "gate", "ham", "lake", "land", "ley", "man", "mere", "mont", "ridge", "son", "stead",
          "ton", "vale", "well", "wick", "wood", "worth"]
CREDENTIALS = {"nursing": "RN", "prescriber": "MD"}

# Level, institutional bill, revenue code, procedure, dollars a day, authorized as.
LEVELS = [
    ("Residential", True, "1002", "H0018", 900, "Residential"),
    ("Partial Hospitalization Program (PHP)", True, "0912", "H0035", 450, "PHP"),
    ("Intensive Outpatient Program (IOP)", False, None, "S9480", 250, "IOP"),
    ("Outpatient", False, None, "90834", 140, "Outpatient"),
]

TITLES = {"group": "Group Therapy Note", "individual": "Individual Therapy Note", "nursing": "Nursing Shift Note",
          "prescriber": "Psychiatric Progress Note", "assessment": "Biopsychosocial Assessment",
          "plan": "Master Treatment Plan"}
HEADINGS = ["Subjective:", "Objective:", "Assessment:", "Plan:"]


def npi(nine: str) -> str:
    total = 0
    for place, digit in enumerate(reversed("80840" + nine)):
        value = int(digit)
        if place % 2 == 0:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return nine + str((10 - total % 10) % 10)


def d8(day: date) -> str:
    return day.strftime("%Y%m%d")


def envelope(kind: str, version: str, segments: list, control: int) -> str:
    head = [
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260401*0900*^*00501*"
        f"{control:09}*0*P*:",
        f"GS*{kind}*SENDER*RECEIVER*20260401*0900*{control}*X*{version}",
    ]
    tail = [f"SE*{len(segments) + 1}*0001", f"GE*1*{control}", f"IEA*1*{control:09}"]
    return "~\n".join(head + segments + tail) + "~\n"


def sentences() -> dict:
    """Returns the corpus's sentences by kind of note, without those that name someone or a date."""
    pools = {kind: set() for kind in TITLES}
    for path in sorted(CORPUS.glob("*/charts/**/*.txt")):
        kind = next((kind for kind in pools if kind in path.stem.lower()), None)
        text = path.read_text(encoding="utf-8", errors="replace")
        names = {word.lower() for line in re.findall(r"(?:Name|Patient|Client|Provider)[^:\n]*:([^\n]*)", text)
                 for word in re.findall(r"[A-Z][a-z]+", line)}
        for line in text.splitlines():
            if re.match(r"\s*[A-Z][\w /#()-]{1,40}:", line) or len(line.split()) < 6:
                continue
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", line.strip()):
                words = {word.lower() for word in re.findall(r"[A-Z][a-z]+", sentence)}
                if len(sentence) < 30 or not sentence.endswith(".") or words & names:
                    continue
                if re.search(r"\d+/\d+|\b20\d\d\b|signed|Signed|minutes|:\d\d", sentence):
                    continue
                pools[kind or "individual"].add(sentence)
    every = sorted(set().union(*pools.values()))
    return {kind: sorted(pool) if len(pool) >= 150 else every for kind, pool in pools.items()}


class Facility:
    """A facility of a number of notes, the same for the same number and seed."""

    def __init__(self, notes: int, seed: int = 20260401):
        self.patients = max(1, notes // NOTES_PER_PATIENT)
        self.notes = self.patients * NOTES_PER_PATIENT
        self.draw = random.Random(seed)
        self.pools = sentences()

    def write(self, folder: Path) -> int:
        """Writes the case folder and returns the bytes of its charts."""
        folder.mkdir(parents=True)
        size = 0
        bills = {True: [], False: []}
        paid, log = [], ["Auth #,MRN,Patient,Member ID,Payer,Level of Care,Service Code,Units Approved,Unit Type,"
                         "Start Date,End Date,Decision"]
        total = 0
        for number in range(self.patients):
            patient = self.patient(number)
            size += self.charts(folder, number, patient)
            total += self.bill(number, patient, bills, paid, log)
        self.claims(folder, bills)
        self.remits(folder, paid, total)
        (folder / "authorizations.csv").write_text("\n".join(log) + "\n")
        (folder / "chartproof.toml").write_text(
            'facility = "Bench Hollow"\nas_of = "2026-06-01"\n\n[[payer]]\nid = "BENCH1"\nname = "Bench Health"\n'
            'class = "commercial"\n')
        return size

    def patient(self, number: int) -> dict:
        base = number // 8000
        name = (FIRST[number % 20], LAST_A[number // 20 % 20] + LAST_B[number // 400 % 20] + ("" if not base else "aeiou"[base % 5] * (base // 5 + 1)))
        start = date(2026, 1, 5) + timedelta(days=7 * (number % 8))
        level = number % 4
        days = [start + timedelta(days=day) for day in range(60)]
        if level == 0:
            days = days[:14]
        elif level == 1:
            days = [day for day in days if day.weekday() < 5][:15]
        elif level == 2:
            days = [day for day in days if day.weekday() in (0, 2, 4)][:15]
        else:
            days = [day for day in days if day.weekday() == number % 5][:8]
        # Every patient has clinicians of their own: whoever treats everybody would be everywhere at once.
        staff = {credential: f"{FIRST[(number // 20 + place * 7) % 20]} {LAST_B[number % 20].title()}{LAST_A[(number // 400 + place * 3) % 20].lower()}"
                 for place, credential in enumerate(("RN", "MD", "LCSW"))}
        return {"name": name, "staff": staff, "mrn": f"BH-{number:06}", "member": f"BM{number:08}", "level": level, "days": days,
                "born": date(1950, 1, 1) + timedelta(days=number * 7 % 18000)}

    def charts(self, folder: Path, number: int, patient: dict) -> int:
        home = folder / "charts" / f"{number // 500:03}" / patient["mrn"]
        home.mkdir(parents=True)
        texts = []
        for place in range(NOTES_PER_PATIENT):
            day = patient["days"][place * len(patient["days"]) // NOTES_PER_PATIENT]
            kind = ("assessment", "plan")[place] if place < 2 else \
                ("group", "individual", "nursing", "group", "prescriber", "group")[place % 6]
            texts.append((f"{day.isoformat()}-{kind}-{place:02}.txt", self.note(kind, day, place, patient)))
        if number % 3 == 2:
            text = "\f".join(text for _, text in texts)
            (home / "chart.txt").write_text(text)
            return len(text)
        for name, text in texts:
            (home / name).write_text(text)
        return sum(len(text) for _, text in texts)

    def note(self, kind: str, day: date, place: int, patient: dict) -> str:
        draw, pool = self.draw, self.pools[kind]
        credential = CREDENTIALS.get(kind, "LCSW")
        staff = patient["staff"][credential]
        first, last = patient["name"]
        us = day.strftime("%m/%d/%Y")
        start = 8 * 60 + place % 6 * 95
        stop = start + (50 if kind == "individual" else 85)
        clock = lambda minute: f"{(minute // 60 - 1) % 12 + 1}:{minute % 60:02} {'AM' if minute < 720 else 'PM'}"
        lines = ["Bench Hollow Behavioral Health", TITLES[kind],
                 f"Client Name: {first} {last}    MRN: {patient['mrn']}    DOB: {patient['born']:%m/%d/%Y}",
                 f"Date of Service: {us}    Provider: {staff}, {credential}",
                 f"Program: {LEVELS[patient['level']][0]}", f"Start: {clock(start)}  End: {clock(stop)}", ""]
        wanted = int(draw.gauss(MEAN_BYTES - 380, 700))
        for heading in HEADINGS:
            lines.append(heading)
            length, part = 0, []
            while length < wanted / 4:
                sentence = pool[int(draw.random() * len(pool))]
                part.append(sentence)
                length += len(sentence) + 1
                if len(part) == 6:
                    lines.append(" ".join(part))
                    part = []
            lines += [" ".join(part), ""]
        lines.append(f"Electronically signed by {staff}, {credential} on {us} at {clock(stop + 30)}")
        return "\n".join(lines) + "\n"

    def bill(self, number: int, patient: dict, bills: dict, paid: list, log: list) -> int:
        _, institutional, revenue, code, rate, authorized = LEVELS[patient["level"]]
        first, last = patient["name"]
        last, first = last.upper(), first.upper()
        days = patient["days"]
        approved = len(days) - (1 if number % 37 == 0 else 0)
        log.append(f'BA-{number:06},{patient["mrn"]},"{last.title()}, {first.title()}",{patient["member"]},Bench Health,'
                   f'{authorized},{code},{approved},{"visits" if patient["level"] == 3 else "days"},'
                   f'{days[0]:%m/%d/%Y},{days[-1]:%m/%d/%Y},Approved')
        total = 0
        for week in range(0, len(days), 5):
            some = days[week:week + 5]
            claim, charge = f"B{number:06}-{week}", rate * len(some)
            bills[institutional].append((patient, claim, charge, some, last, first, revenue, code, rate, number))
            denied = self.draw.random() < 0.05
            paid.append(f"CLP*{claim}*{4 if denied else 1}*{charge}*{0 if denied else charge * 3 // 4}**12*ICN{number:06}{week}*11*1")
            paid.append(f"NM1*QC*1*{last}*{first}****MI*{patient['member']}")
            for line, day in enumerate(some):
                amount = 0 if denied else rate * 3 // 4
                paid += [f"SVC*HC:{code}*{rate}*{amount}**1", f"DTM*472*{d8(day)}",
                         f"CAS*CO*{'50' if denied else '45'}*{rate - amount}", f"REF*6R*{claim}-{line + 1}"]
                total += amount
            if not denied and charge * 3 // 4 != len(some) * (rate * 3 // 4):
                paid[-4 * len(some) - 2] = f"CLP*{claim}*1*{charge}*{len(some) * (rate * 3 // 4)}**12*ICN{number:06}{week}*11*1"
        return total

    def claims(self, folder: Path, bills: dict) -> None:
        biller, clinician = npi("230099001"), npi("230099019")
        (folder / "claims").mkdir()
        for institutional, all_claims in bills.items():
            for part in range(0, len(all_claims), 2000):
                kind = "005010X223A2" if institutional else "005010X222A1"
                out = [f"ST*837*0001*{kind}", "BHT*0019*00*1*20260401*0900*CH", "NM1*41*2*SENDER*****46*SENDER",
                       "PER*IC*B*TE*5555550100", "NM1*40*2*RECEIVER*****46*RECEIVER", "HL*1**20*1",
                       f"NM1*85*2*BENCH HOLLOW*****XX*{biller}", "N3*1 MAIN", "N4*TOWN*OH*44001", "REF*EI*990000199"]
                for level, (patient, claim, charge, days, last, first, revenue, code, rate, number) in enumerate(all_claims[part:part + 2000], 2):
                    out += [f"HL*{level}*1*22*0", "SBR*P*18*******CI", f"NM1*IL*1*{last}*{first}****MI*{patient['member']}",
                            f"DMG*D8*{d8(patient['born'])}*F", "NM1*PR*2*BENCH HEALTH*****PI*BENCH1"]
                    if institutional:
                        bill = "86" if patient["level"] == 0 else "13"
                        is_first, is_last = days[0] == patient["days"][0], days[-1] == patient["days"][-1]
                        frequency = {(True, True): 1, (True, False): 2, (False, False): 3, (False, True): 4}[is_first, is_last]
                        out += [f"CLM*{claim}*{charge}***{bill}:A:{frequency}**A*Y*Y",
                                f"DTP*434*RD8*{d8(days[0])}-{d8(days[-1])}",
                                f"DTP*435*D8*{d8(patient['days'][0])}", f"CL1*3*1*{'01' if is_last else '30'}"]
                    else:
                        out.append(f"CLM*{claim}*{charge}***11:B:1*Y*A*Y*Y")
                    out += [f"REF*G1*BA-{number:06}", f"REF*EA*{patient['mrn']}",
                            "HI*ABK:F332" if not institutional else "HI*ABK:F332", f"NM1*{'71' if institutional else '82'}*1*AMSEL*RUTH****XX*{clinician}"]
                    for line, day in enumerate(days, 1):
                        out.append(f"LX*{line}")
                        out.append(f"SV2*{revenue}*HC:{code}*{rate}*UN*1" if institutional else f"SV1*HC:{code}*{rate}*UN*1***1")
                        out += [f"DTP*472*D8*{d8(day)}", f"REF*6R*{claim}-{line}"]
                name = f"{'institutional' if institutional else 'professional'}-{part // 2000:03}.837"
                (folder / "claims" / name).write_text(envelope("HC", kind, out, 100 + part))

    def remits(self, folder: Path, paid: list, total: int) -> None:
        out = ["ST*835*0001", f"BPR*I*{total}*C*ACH************20260520", "TRN*1*BENCH1*1990000001", "DTM*405*20260520",
               "N1*PR*BENCH HEALTH", "N3*2 MAIN", "N4*TOWN*OH*44001", f"N1*PE*BENCH HOLLOW*XX*{npi('230099001')}", "LX*1"]
        (folder / "remits").mkdir()
        (folder / "remits" / "may.835").write_text(envelope("HP", "005010X221A1", out + paid, 72))


if __name__ == "__main__":
    import sys
    print(Facility(int(sys.argv[1])).write(Path(sys.argv[2])))
