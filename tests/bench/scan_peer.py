#!/usr/bin/env python3
"""Compares the speed of the scanner with medspaCy's rule-based pipeline on the same notes.

    python3 -m venv VENV && VENV/bin/pip install medspacy
    VENV/bin/python tests/bench/scan_peer.py target/release/chartproof [NOTES] [SCAN_BENCH]

medspaCy gets every surface form of the indicators as a target rule, and its own ConText rules. The
program runs as a whole process on one thread: it reads the files, finds their notes and facts,
scans them and prints every mention as JSON. Where the program of `cargo bench --bench scan` is
named, too, its figure for the scanner alone, which does what medspaCy does, stands beside. Prints
notes a second of each and the ratios.
"""

import contextlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from facility import Facility

KNOWLEDGE = Path(__file__).resolve().parents[2] / "src" / "knowledge" / "indicators"
# Forms that stand for more than this many wordings are cut: medspaCy holds each as a rule.
MOST_WORDINGS = 200


def forms() -> dict:
    """Returns the wordings of the indicators, by id, with classes of words written out."""
    words = tomllib.loads((KNOWLEDGE / "words.toml").read_text())
    classes = {}
    for table in words.values():
        if isinstance(table, dict):
            classes |= {name: value for name, value in table.items() if isinstance(value, list)}
    found = {}
    for path in sorted(KNOWLEDGE.glob("*.toml")):
        for indicator in tomllib.loads(path.read_text()).get("indicator", []):
            for form in indicator.get("forms", []):
                parts = [classes.get(part[1:-1], [part]) if part.startswith("{") else [part]
                         for part in re.split(r"(\{[^}]*\})", form if isinstance(form, str) else form.get("form", ""))]
                for wording in itertools.islice(itertools.product(*parts), MOST_WORDINGS):
                    found.setdefault("".join(wording).strip(), indicator["id"])
    return found


def peer(texts: list) -> float:
    """Returns medspaCy's notes a second."""
    import medspacy
    from medspacy.ner import TargetRule

    pipeline = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
    rules = [TargetRule(wording, indicator) for wording, indicator in forms().items() if wording]
    pipeline.get_pipe("medspacy_target_matcher").add(rules)
    pipeline(texts[0])
    began = time.perf_counter()
    # Its splitter of sentences prints what it splits.
    with contextlib.redirect_stdout(io.StringIO()):
        entities = sum(len(pipeline(text).ents) for text in texts)
    seconds = time.perf_counter() - began
    print(f"medspaCy: {len(rules)} target rules, {entities} targets found in {len(texts)} notes")
    return len(texts) / seconds


def ours(program: str, folders: list) -> float:
    """Returns the program's notes a second: what more notes take longer."""
    points = []
    for folder, notes in folders:
        began = time.perf_counter()
        subprocess.run([program, "scan", str(folder)], stdout=subprocess.DEVNULL, check=True,
                       env={**os.environ, "RAYON_NUM_THREADS": "1"})
        points.append((notes, time.perf_counter() - began))
    (few, short), (many, long) = points
    return (many - few) / (long - short)


def main() -> None:
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as work:
        folders = []
        for notes in (1000, 6000):
            folder = Path(work) / str(notes)
            Facility(notes).write(folder)
            folders.append((folder / "charts", notes))
        notes = sorted((folders[0][0]).rglob("*-*.txt"))[:count]
        mine = ours(program, folders)
        scanner = None
        if len(sys.argv) > 3:
            told = subprocess.run([sys.argv[3], str(folders[0][0]), "40"], capture_output=True, text=True, check=True)
            scanner = json.loads(told.stdout.splitlines()[0])["notes_per_s"]
        other = peer([path.read_text() for path in notes])
    print(f"chartproof scan, one thread, whole process: {mine:.0f} notes a second")
    print(f"medspaCy, target rules and ConText:         {other:.1f} notes a second")
    print(f"whole process against medspaCy: {mine / other:.0f} times")
    if scanner:
        print(f"scanner alone, one thread: {scanner:.0f} notes a second, {scanner / other:.0f} times medspaCy")


if __name__ == "__main__":
    main()
