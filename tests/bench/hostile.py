#!/usr/bin/env python3
"""Shows that hostile files end in a sentence within 10 s and 1 GiB, each in a process of its own.

    python3 tests/bench/hostile.py target/release/chartproof [--folder DIR]

Writes each file into DIR (a temporary folder unless given; it needs about 1.5 GB), runs
`chartproof inspect` on it, and prints seconds, peak memory and what was said. Ends with code 1
when a file takes longer, takes more, crashes the program or is passed over in silence.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

SECONDS = 10
BYTES = 1 << 30
GIGABYTE = 1_000_000_000
MEGABYTE = 1_000_000


def repeated(path, head, unit, size, tail=b""):
    """Writes head, then unit over and over up to about size bytes, then tail."""
    block = unit * max(1, MEGABYTE // len(unit))
    with open(path, "wb") as out:
        out.write(head)
        written = 0
        while written < size:
            out.write(block)
            written += len(block)
        out.write(tail)


def zipped(path, members):
    """Writes an archive of (name, head, unit, size, tail) members, deflated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, head, unit, size, tail in members:
            block = unit * max(1, MEGABYTE // len(unit))
            with archive.open(name, "w", force_zip64=True) as out:
                out.write(head)
                written = 0
                while written < size:
                    out.write(block)
                    written += len(block)
                out.write(tail)


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(path, unit, size, tail=b"</w:body></w:document>"):
    head = f'<w:document xmlns:w="{WORD}"><w:body>'.encode()
    zipped(path, [("[Content_Types].xml", TYPES, b" ", 0, b""), ("word/document.xml", head, unit, size, tail)])


def xlsx(path):
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        b'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    row = b"<row><c t=\"inlineStr\"><is><t>bomb</t></is></c></row>"
    zipped(
        path,
        [
            ("[Content_Types].xml", TYPES, b" ", 0, b""),
            ("xl/workbook.xml", book, b" ", 0, b""),
            ("xl/_rels/workbook.xml.rels", relations, b" ", 0, b""),
            ("xl/worksheets/sheet1.xml", sheet, row, GIGABYTE, b"</sheetData></worksheet>"),
        ],
    )


def pdf(path, objects):
    """Writes a PDF of the numbered objects with a sound cross-reference table."""
    offsets = []
    with open(path, "wb") as out:
        out.write(b"%PDF-1.4\n")
        for number, body in enumerate(objects, 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        for offset in offsets:
            out.write(b"%010d 00000 n \n" % offset)
        out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start))


def many_pages(path, count=100_000):
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    content = b"BT /F1 10 Tf 72 700 Td (Client attended group.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>"
    pdf(path, objects + [page] * count)


def cyclic_pages(path):
    pdf(path, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"])


def pdf_bomb(path):
    import zlib

    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b"BT ET " * (MEGABYTE // 6)) for _ in range(1000)) + packer.flush()
    pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
            b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        ],
    )


def laughs(path, root, namespace):
    lines = ['<?xml version="1.0"?>', f"<!DOCTYPE {root} [", '<!ENTITY a0 "ha">']
    for level in range(1, 30):
        lines.append(f'<!ENTITY a{level} "&a{level - 1};&a{level - 1};&a{level - 1};">')
    lines += ["]>", f'<{root} xmlns="{namespace}"><title>&a29;</title></{root}>']
    path.write_text("\n".join(lines))


def nested_zips(path):
    inner = b"bomb"
    name = "a.txt"
    for _ in range(12):
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            with zipfile.ZipFile(file.name, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, inner)
            inner = Path(file.name).read_bytes()
        name = "a.zip"
    path.write_bytes(inner)


def cyclic_fhir(path):
    entry = {
        "fullUrl": "urn:uuid:1",
        "resource": {
            "resourceType": "DocumentReference",
            "id": "1",
            "status": "current",
            "subject": {"reference": "urn:uuid:2"},
            "relatesTo": [{"code": "replaces", "target": {"reference": "urn:uuid:1"}}],
            "content": [{"attachment": {"contentType": "text/plain", "url": "urn:uuid:1"}}],
        },
    }
    other = {"fullUrl": "urn:uuid:2", "resource": {"resourceType": "Patient", "link": [{"other": {"reference": "urn:uuid:2"}, "type": "seealso"}]}}
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [entry, other]}))


ISA = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260110*1200*^*00501*000000001*0*P*:~"
FILES = [
    ("bomb.zip", lambda p: zipped(p, [("a.txt", b"", b"\0" * 1000, 4 * GIGABYTE, b"")])),
    ("nested.zip", nested_zips),
    ("bomb.docx", lambda p: docx(p, b"<w:p><w:r><w:t>bomb</w:t></w:r></w:p>", 2 * GIGABYTE)),
    ("nested.docx", lambda p: docx(p, b"<w:tbl><w:tr><w:tc>", 200 * MEGABYTE, b"")),
    ("bomb.xlsx", xlsx),
    ("bomb.pdf", pdf_bomb),
    ("pages.pdf", many_pages),
    ("cycle.pdf", cyclic_pages),
    ("nesting.pdf", lambda p: repeated(p, b"%PDF-1.4\n1 0 obj\n", b"[", GIGABYTE)),
    ("nesting.rtf", lambda p: repeated(p, b"{\\rtf1", b"{", GIGABYTE)),
    ("nesting.json", lambda p: repeated(p, b'{"resourceType":"Bundle","entry":', b"[", GIGABYTE)),
    ("nesting.xml", lambda p: repeated(p, b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', b"<a>", GIGABYTE)),
    ("nesting.html", lambda p: repeated(p, b"<html><body>", b"<div>", GIGABYTE)),
    ("nesting-small.rtf", lambda p: repeated(p, b"{\\rtf1", b"{", 100 * MEGABYTE)),
    ("nesting-small.json", lambda p: repeated(p, b'{"resourceType":"Bundle","entry":', b"[", 100 * MEGABYTE)),
    ("nesting-small.xml", lambda p: repeated(p, b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', b"<a>", 100 * MEGABYTE)),
    ("nesting-small.html", lambda p: repeated(p, b"<html><body>", b"<div>", 100 * MEGABYTE)),
    ("entities.xml", lambda p: laughs(p, "ClinicalDocument", "urn:hl7-org:v3")),
    ("entities.html", lambda p: laughs(p, "html", "http://www.w3.org/1999/xhtml")),
    ("cycle.json", cyclic_fhir),
    ("terminators.837", lambda p: repeated(p, ISA, b"~", GIGABYTE)),
    ("terminators-small.837", lambda p: repeated(p, ISA, b"~", 100 * MEGABYTE)),
    ("segment.837", lambda p: repeated(p, ISA + b"GS*HC*S*R*20260110*1200*1*X*005010X222A1~ST*837*0001~", b"A", 100 * MEGABYTE)),
    ("levels.837", lambda p: repeated(p, ISA + b"GS*HC*S*R*20260110*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~", b"HL*1*1*22*1~", 100 * MEGABYTE)),
    ("quotes.csv", lambda p: repeated(p, b"Auth #,Patient,Start,End,Units\n", b'"', GIGABYTE)),
    ("quotes-small.csv", lambda p: repeated(p, b"Auth #,Patient,Start,End,Units\n", b'"', 100 * MEGABYTE)),
    ("columns.csv", lambda p: repeated(p, b"Auth #", b",Patient", 20 * MEGABYTE, b"\n1,2\n")),
    ("line.txt", lambda p: repeated(p, b"Patient: Roe, Ann\n", b"denies SI/HI, ", 100 * MEGABYTE)),
    ("lines.txt", lambda p: repeated(p, b"Patient: Roe, Ann\n", b"a\n", 200 * MEGABYTE)),
    ("paragraphs.rtf", lambda p: repeated(p, b"{\\rtf1\\ansi ", b"{\\b bomb\\par }", 260 * MEGABYTE, b"}")),
    ("zeros.txt", lambda p: repeated(p, b"", b"\0", GIGABYTE)),
]


def run(program, path):
    """Returns (seconds, peak bytes, exit code or None when stopped, what was printed)."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([program, "inspect", str(path)], stdout=out, stderr=subprocess.STDOUT)
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(3 * SECONDS)
        _, status, usage = os.wait4(process.pid, 0)
        signal.alarm(0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        out.seek(0)
        printed = out.read(4000).decode(errors="replace")
    return seconds, usage.ru_maxrss * 1024, process.returncode, printed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only")
    arguments = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, write in FILES:
            if arguments.only and arguments.only not in name:
                continue
            path = folder / name
            write(path)
            size = path.stat().st_size
            seconds, peak, code, printed = run(arguments.program, path)
            said = " ".join(printed.split())
            # A file without fault in itself (many pages, long lines) may end with code 0.
            fault = seconds > SECONDS or peak > BYTES or code not in (0, 1) or not said
            faults += fault
            print(f"{'FAULT' if fault else 'ok':5} {name:22} {size / MEGABYTE:8.1f} MB {seconds:6.2f} s {peak / MEGABYTE:8.1f} MB  exit {code}  {said[:150]}", flush=True)
            path.unlink()
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
