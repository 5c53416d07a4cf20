// Opens a packet with pdf.js, the reader of Firefox and of many portals: pages, words, marks, outline.
//
//   node packet.mjs PACKET.pdf
//
// Needs the npm package pdfjs-dist (package.json beside) and the manifest that chartproof wrote beside
// the packet. Ends with 1 and a sentence for each thing that does not hold.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const faults = [];
const hold = (held, what) => {
  if (!held) faults.push(what);
};
// pdf.js tells its doubts to the console. It is taken over before pdf.js is loaded.
const { log } = console;
for (const way of ["log", "warn", "error"]) console[way] = (...words) => faults.push(`pdf.js says: ${words.join(" ")}`);
const { AnnotationType, getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");

const [packet] = process.argv.slice(2);
const manifest = readFileSync(packet.replace(/\.pdf$/, ".manifest.json"));
const { pages } = JSON.parse(manifest);
const library = dirname(fileURLToPath(import.meta.resolve("pdfjs-dist/package.json")));
const pdf = await getDocument({
  data: new Uint8Array(readFileSync(packet)),
  standardFontDataUrl: join(library, "standard_fonts/"),
  cMapUrl: join(library, "cmaps/"),
  cMapPacked: true,
}).promise;
hold(pdf.numPages === pages.length, `${pdf.numPages} pages, and the manifest has ${pages.length}`);

// Each page holds the words that the manifest says are marked on it, and as many marks.
const bare = (text) => text.normalize("NFKC").replace(/[\s-]/g, "");
const total = { words: 0, quotes: 0, marks: 0 };
const exhibits = new Set();
for (const row of pages.slice(0, pdf.numPages)) {
  const page = await pdf.getPage(row.page);
  const { items } = await page.getTextContent();
  const text = bare(items.map((item) => item.str).join(" "));
  total.words += items.length;
  hold(text.length > 0, `page ${row.page} has no text`);
  await page.getOperatorList();
  if (row.exhibit) {
    exhibits.add(row.exhibit);
    hold(text.includes(bare(row.exhibit)), `page ${row.page} does not name ${row.exhibit}`);
  }
  const quotes = row.quotes ?? [];
  total.quotes += quotes.length;
  for (const { quote } of quotes) hold(text.includes(bare(quote)), `page ${row.page} does not hold marked words of ${quote.length} characters`);
  const marks = (await page.getAnnotations()).filter((one) => one.annotationType === AnnotationType.HIGHLIGHT);
  total.marks += marks.length;
  hold(marks.length === quotes.length, `page ${row.page} has ${marks.length} marks for ${quotes.length} quotes`);
  hold(marks.every((mark) => mark.hasAppearance), `page ${row.page} has a mark without a picture of its own`);
}
hold(total.marks > 0, "no marks");
hold(exhibits.size > 0, "no exhibits");

// The outline leads to pages, and the manifest is attached as it was written.
const outline = (await pdf.getOutline()) ?? [];
hold(outline.length > 0, "no outline");
for (const { title, dest } of outline) {
  const place = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
  const index = place ? await pdf.getPageIndex(place[0]).catch(() => -1) : -1;
  hold(index >= 0, `the outline's entry of ${title.length} characters leads nowhere`);
}
const attached = Object.values((await pdf.getAttachments()) ?? {});
hold(attached.some((file) => Buffer.from(file.content).equals(manifest)), "the manifest is not attached as written");

for (const fault of faults) log(`does not hold: ${fault}`);
log(`${pdf.numPages} pages, ${exhibits.size} exhibits, ${total.words} runs of text, ${total.marks} marks, ${outline.length} outline entries; ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
