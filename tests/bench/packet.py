#!/usr/bin/env python3
"""Measures the packet of a claim whose notes lie in a merged chart of 300 pages.

The chart is put together with qpdf from the corpus: the patient's own chart first, then other
patients' pages and charts of other facilities. Ends with code 1 where the packet takes longer than
10 seconds or a page of another patient is in it. `--keep` copies the packet and its manifest.

Usage: tests/bench/packet.py PATH/TO/chartproof [--keep FILE.pdf]
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASE = ROOT / "corpus/cedar-hollow"
CLAIM = "CH1002-01"
PAGES = 300
MOST_SECONDS = 10.0


def page_count(path):
    return int(subprocess.check_output(["qpdf", "--show-npages", str(path)]))


def merged_chart(target):
    """Writes a chart of 300 pages and returns how many of them are the patient's own."""
    own = CASE / "charts/CH-1002-apsey/CH-1002_Apsey_chart.pdf"
    others = [path for path in sorted(CASE.glob("charts/*/*.pdf")) if path != own]
    others += sorted((ROOT / "corpus/merged-charts").glob("*/chart.pdf"))
    parts, pages = [own], page_count(own)
    while pages < PAGES:
        for path in others:
            parts.append(path)
            pages += page_count(path)
            if pages >= PAGES:
                break
    command = ["qpdf", "--empty", "--pages", *map(str, parts), "--", str(target) + ".all"]
    subprocess.run(command, check=True)
    cut = ["qpdf", str(target) + ".all", "--pages", ".", f"1-{PAGES}", "--", str(target)]
    subprocess.run(cut, check=True)
    pathlib.Path(str(target) + ".all").unlink()
    return page_count(own)


def main():
    parser = argparse.ArgumentParser(usage="packet.py PATH/TO/chartproof [--keep FILE.pdf]")
    parser.add_argument("program")
    parser.add_argument("--keep", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        case = folder / "case"
        shutil.copytree(CASE, case)
        for path in case.glob("charts/*/*.pdf"):
            path.unlink()
        own = merged_chart(case / "charts/merged.pdf")
        out = folder / "packet.pdf"
        begun = time.monotonic()
        done = subprocess.run(
            [args.program, "packet", str(case), "--claim", CLAIM, "--out", str(out), "--quiet"],
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - begun
        if done.returncode != 0:
            sys.exit(f"packet failed: {done.stderr}")
        rows = json.loads((folder / "packet.manifest.json").read_text())["pages"]
        chart = [row for row in rows if row.get("file") == "charts/merged.pdf"]
        strange = [row["source_page"] for row in chart if row["source_page"] > own]
        checked = subprocess.run(["qpdf", "--check", str(out)], capture_output=True, text=True)
        print(
            f"packet of {len(rows)} pages, {len(chart)} from a merged chart of {PAGES}: "
            f"{seconds:.2f} s, {out.stat().st_size / 1e6:.2f} MB, "
            f"{len(strange)} pages of others, qpdf --check {checked.returncode}"
        )
        if args.keep:
            shutil.copy(out, args.keep)
            shutil.copy(folder / "packet.manifest.json", args.keep.with_suffix(".manifest.json"))
        is_good = seconds < MOST_SECONDS and not strange and chart and checked.returncode == 0
        sys.exit(0 if is_good else 1)


main()
