"""Writes the merged charts of `corpus/merged-charts` and what is true of them.

Run `python3 corpus/tools/merged_charts.py` from anywhere (Python 3.11, reportlab for the PDFs).
The run replaces every chart byte-identically.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from merged import hospital, last, others, outpatient, residential  # noqa: E402
from merged.page import Chart, truth_toml  # noqa: E402

CHARTS = [
    residential.harbor_point, residential.stillwater, residential.cutler,
    outpatient.ashby, outpatient.juniper, outpatient.three_rivers, outpatient.brightline, outpatient.quarry_road,
    hospital.northgate, hospital.saint_brendan, hospital.tamarack, hospital.oak_unit, hospital.fax_packet,
    others.meadowlark, others.linden_iop, others.cormorant, others.bellweather, others.sandpiper, others.ironwood, others.fernhill, others.granite_pass,
    last.wrenfield, last.pike_creek, last.saltmarsh, last.old_orchard, last.high_mesa,
]
TARGET = Path(__file__).resolve().parent.parent / "merged-charts"


def write_pdf(path: Path, pages: list[list[str]]) -> None:
    from reportlab.lib.pagesizes import letter
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=letter, invariant=1, pageCompression=1)
    for lines in pages:
        y = letter[1] - 44
        for line in lines:
            canvas.setFont("Helvetica", 9.5)
            indent = len(line) - len(line.lstrip())
            x = 48 + indent * 4
            # Runs of blanks are columns, drawn apart as an EHR does.
            for cell in line.strip().split("   "):
                cell = cell.strip()
                if cell:
                    canvas.drawString(x, y, cell)
                    x += canvas.stringWidth(cell, "Helvetica", 9.5)
                x += 14
            y -= 13.2
        canvas.showPage()
    canvas.save()


def write(chart: Chart) -> None:
    folder = TARGET / chart.name
    folder.mkdir(parents=True, exist_ok=True)
    pages = chart.printed()
    if chart.pdf:
        write_pdf(folder / "chart.pdf", pages)
    else:
        text = "\f".join("\n".join(lines) + "\n" for lines in pages)
        (folder / "chart.txt").write_text(text, encoding="utf-8")
    (folder / "truth.toml").write_text(truth_toml(chart), encoding="utf-8")


def main() -> None:
    total = 0
    for make in CHARTS:
        chart = make()
        write(chart)
        total += len(chart.notes)
        print(f"{chart.name}: {len(chart.pages)} pages, {len(chart.notes)} documents")
    print(f"{len(CHARTS)} charts, {total} documents")


if __name__ == "__main__":
    main()
