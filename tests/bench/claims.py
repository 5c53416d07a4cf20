#!/usr/bin/env python3
"""Times an audit of 100,000 claims with their remittances and authorizations, no charts.

    python3 tests/bench/claims.py target/release/chartproof [CLAIMS] [--keep FOLDER]

Writes an 837P, an 835 and an authorization log of invented patients into a temporary folder, ten
claims a patient: some denied, some reversed and paid again, some beyond their authorization. Runs
the audit on two threads and prints wall time, peak memory and what was found. Ends with 1 where
the promised 20 s for 100,000 claims are not kept. `--keep` leaves what the audit wrote in a folder.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from facility import d8, envelope, npi

SECONDS_PER_CLAIM = 20 / 100_000


def write(folder: Path, count: int) -> None:
    draw = random.Random(20260401)
    biller, clinician = npi("230099001"), npi("230099019")
    claims = ["ST*837*0001*005010X222A1", "BHT*0019*00*1*20260401*0900*CH",
              "NM1*41*2*SENDER*****46*SENDER", "PER*IC*B*TE*5555550100", "NM1*40*2*RECEIVER*****46*RECEIVER",
              "HL*1**20*1", f"NM1*85*2*BENCH CLINIC*****XX*{biller}", "N3*1 MAIN", "N4*TOWN*OH*44001", "REF*EI*990000199"]
    paid = ["ST*835*0001", "BPR*I*1*C*ACH************20260420", "TRN*1*BENCH1*1990000001", "DTM*405*20260420",
            "N1*PR*BENCH HEALTH", "N3*2 MAIN", "N4*TOWN*OH*44001", f"N1*PE*BENCH CLINIC*XX*{biller}", "LX*1"]
    log = ["Auth #,MRN,Patient,Member ID,Payer,Level of Care,Service Code,Units Approved,Unit Type,Start Date,End Date,Decision"]
    level, total = 1, 0
    for number in range(count // 10):
        last, member, mrn = f"BENCHER{number:06}", f"BM{number:08}", f"BN-{number:06}"
        born = date(1950, 1, 1) + timedelta(days=number % 20000)
        log.append(f'BA-{number:06},{mrn},"{last.title()}, Pat",{member},Bench Health,,90834,{8 + number % 4},visits,01/01/2026,03/31/2026,Approved')
        for visit in range(10):
            claim = f"B{number:06}-{visit}"
            day = date(2026, 1, 5) + timedelta(days=7 * visit + number % 5)
            level += 1
            charge = 120 + 10 * ((7 * number + 3 * visit) % 16)
            settled, again = charge - 30, charge - 44
            claims += [f"HL*{level}*1*22*0", "SBR*P*18*******CI", f"NM1*IL*1*{last}*PAT****MI*{member}",
                       f"DMG*D8*{d8(born)}*F", "NM1*PR*2*BENCH HEALTH*****PI*BENCH1",
                       f"CLM*{claim}*{charge}***11:B:1*Y*A*Y*Y", f"REF*G1*BA-{number:06}", f"REF*EA*{mrn}", "HI*ABK:F331",
                       f"NM1*82*1*STRAND*HANNAH****XX*{clinician}", "LX*1", f"SV1*HC:90834*{charge}*UN*1***1",
                       f"DTP*472*D8*{d8(day)}", f"REF*6R*{claim}-1"]
            kind = draw.random()
            answer = lambda status, amount, reason, due: [
                f"CLP*{claim}*{status}*{due}*{amount}**12*ICN{number:06}{visit}*11*1",
                f"NM1*QC*1*{last}*PAT****MI*{member}", f"SVC*HC:90834*{due}*{amount}**1", f"DTM*472*{d8(day)}",
                f"CAS*CO*{reason}*{due - amount}", f"REF*6R*{claim}-1"]
            if kind < 0.08:
                paid += answer(4, 0, draw.choice(["197", "50", "16", "198", "151"]), charge)
            elif kind < 0.12:
                paid += answer(1, settled, "45", charge) + answer(22, -settled, "45", -charge) + answer(1, again, "45", charge)
                total += again
            else:
                paid += answer(1, settled, "45", charge)
                total += settled
    paid[1] = f"BPR*I*{total}*C*ACH************20260420"
    (folder / "claims.837").write_text(envelope("HC", "005010X222A1", claims, 71))
    (folder / "remits.835").write_text(envelope("HP", "005010X221A1", paid, 72))
    (folder / "log.csv").write_text("\n".join(log) + "\n")
    (folder / "chartproof.toml").write_text('as_of = "2026-05-01"\n\n[[payer]]\nid = "BENCH1"\nname = "Bench Health"\n'
                                            'class = "commercial"\nauthorization_required = ["90834"]\n')


def main() -> int:
    parser = argparse.ArgumentParser(usage="claims.py PATH/TO/chartproof [CLAIMS] [--keep FOLDER]")
    parser.add_argument("program")
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    count = args.count
    with tempfile.TemporaryDirectory() as work:
        case, out = Path(work) / "case", args.keep or Path(work) / "out"
        case.mkdir()
        write(case, count)
        size = sum(path.stat().st_size for path in case.iterdir()) / 1e6
        began = time.monotonic()
        ran = subprocess.run([args.program, "audit", str(case), "--out", str(out), "--index", str(Path(work) / "index"),
                              "--threads", "2", "--quiet"], capture_output=True, text=True)
        seconds = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if ran.returncode not in (0, 1):
            print(ran.stderr)
            return 1
        summary = json.loads((out / "summary.json").read_text())
    print(f"{count} claims, {size:.0f} MB: {seconds:.1f} s on two threads, {peak:.0f} MB at most")
    print({key: summary["totals"][key] for key in ("claims", "lines") if key in summary.get("totals", {})})
    return int(seconds > SECONDS_PER_CLAIM * count)


if __name__ == "__main__":
    sys.exit(main())
