"""Writes corpus/labelled/*.jsonl from the marked statements in corpus/labelled/marked/.

A marked statement is one line, `\\n` for a line end, with targets as {words|class indicator}:
class a affirmed, n negated, h historical, y hypothetical, o other-person, u uncertain; indicator
`-` where none is meant.
"""

import json
import re
from pathlib import Path

CLASSES = {
    "a": "affirmed",
    "n": "negated",
    "h": "historical",
    "y": "hypothetical",
    "o": "other-person",
    "u": "uncertain",
}
MARK = re.compile(r"\{([^{}|]*)\|([anhyou]) ([^{}|]*)\}")
FOLDER = Path(__file__).resolve().parent.parent / "labelled"


def rows(line):
    line = line.replace("\\n", "\n")
    text, marks, at = "", [], 0
    for found in MARK.finditer(line):
        text += line[at : found.start()]
        marks.append((len(text), len(text) + len(found[1]), found[2], found[3]))
        text += found[1]
        at = found.end()
    text += line[at:]
    if not marks or "{" in text or "}" in text:
        raise SystemExit(f"not a marked statement: {line!r}")
    for start, end, label, indicator in marks:
        row = {"text": text, "start": start, "end": end, "assertion": CLASSES[label]}
        if indicator != "-":
            row["indicator"] = indicator
        yield row


for name, pattern in (("mentions", "behavioral-*.txt"), ("general", "general-*.txt")):
    count = 0
    with open(FOLDER / f"{name}.jsonl", "w", encoding="utf-8", newline="\n") as out:
        for source in sorted((FOLDER / "marked").glob(pattern)):
            for line in source.read_text(encoding="utf-8").splitlines():
                if not line or line.startswith("#"):
                    continue
                for row in rows(line):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                    count += 1
    print(name, count)
