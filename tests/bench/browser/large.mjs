// Opens the report of a large facility, filters and sorts its claims and holds them against lines.jsonl.
//
//   node large.mjs REPORT.html [CHROMIUM]
//
// Reads the lines.jsonl that the audit wrote beside the report (claims.py --keep). Prints times and
// ends with 1 and a sentence for each thing that does not hold.
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const MOST_BYTES = 5_000_000;
const MOST_ROWS = 1500;
const MOST_MS = 5000;
const [report, executablePath = "/usr/bin/chromium"] = process.argv.slice(2);
const faults = [];
const hold = (held, what) => {
  if (!held) faults.push(what);
};
const times = {};
const cents = (amount) => Math.round(Number(amount.replace(/[$,]/g, "")) * 100);

// What the table has to say, by claim, from the lines.
const claims = new Map();
let lines = 0;
for (const text of readFileSync(join(dirname(resolve(report)), "lines.jsonl"), "utf8").trim().split("\n")) {
  const line = JSON.parse(text);
  const claim = claims.get(line.claim) ?? { patient: line.patient, gross: 0, charged: 0 };
  claim.gross += cents(line.exposure);
  claim.charged += cents(line.charge);
  claims.set(line.claim, claim);
  lines += 1;
}
const exposed = [...claims.values()].filter((claim) => claim.gross > 0);
const size = statSync(report).size;
hold(size <= MOST_BYTES, `the page has ${size} bytes`);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
const begun = performance.now();
await page.goto(pathToFileURL(resolve(report)).href);
times.open = performance.now() - begun;

// Does something in the page and returns the rows seen then, with the time until they were drawn.
async function seen(name, act, argument) {
  const { ms, rows } = await page.evaluate(async ([act, argument]) => {
    const begun = performance.now();
    new Function("argument", act)(argument);
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const ms = performance.now() - begun;
    const shown = [...document.querySelectorAll("#ranked tbody tr")].filter((row) => row.checkVisibility());
    return { ms, rows: shown.map((row) => [...row.cells].map((cell) => cell.textContent.trim())) };
  }, [act, argument]);
  times[name] = ms;
  return rows;
}
const heads = await page.locator("#ranked thead th").allTextContents();
const at = (name) => heads.indexOf(name);
const press = `[...document.querySelectorAll("#ranked thead button")].find((head) => head.textContent === argument).click()`;
const type = `const box = document.getElementById("filter"); box.value = argument; box.dispatchEvent(new Event("input"))`;
const amounts = (rows, name) => rows.map((row) => cents(row[at(name)]));
const rises = (list) => list.every((value, place) => place === 0 || list[place - 1] <= value);
const same = (one, other) => one.length === other.length && one.every((value, place) => value === other[place]);

// As it comes: the claims with most dollars, each as its lines have it.
const first = await seen("look", "");
hold(first.length === Math.min(MOST_ROWS, exposed.length), `${first.length} rows for ${exposed.length} exposed claims`);
const most = exposed.map((claim) => claim.gross).sort((a, b) => b - a).slice(0, first.length);
hold(same(amounts(first, "Gross"), most), "the rows are not those of most gross dollars, in their order");
for (const row of first) {
  const claim = claims.get(row[at("Claim")]);
  hold(claim && claim.patient === row[at("Patient")] && claim.gross === cents(row[at("Gross")]) && claim.charged === cents(row[at("Charged")]), `row ${row[0]} is not as its lines have it`);
}
const rest = exposed.length - first.length;
if (rest > 0) hold((await page.locator("section:has(> #claims) .rest").textContent()).startsWith(`${rest} more claims`), "the page does not say how many claims it leaves out");

// Sorted by an amount, both ways, and by a text: the same rows in true order.
const names = (rows) => rows.map((row) => row[at("Claim")]);
const all = names(first).sort();
const up = await seen("sort by Gross", press, "Gross");
hold(new Set(most).size > 2, "all claims are worth the same, so that no order can be seen");
hold(rises(amounts(up, "Gross")) && !same(names(up), names(first)), "Gross does not sort");
const down = await seen("sort again", press, "Gross");
hold(rises(amounts(down, "Gross").reverse()), "Gross does not sort the other way round");
const named = await seen("sort by Claim", press, "Claim");
hold(same(names(named), all) && !same(names(named), names(down)), "Claim does not sort");
for (const rows of [up, down]) hold(same(names(rows).sort(), all), "sorting loses or doubles rows");

// Filtered: the patient's rows and no others, still in order; then all of them again.
const counts = new Map();
for (const row of first) counts.set(row[at("Patient")], (counts.get(row[at("Patient")]) ?? 0) + 1);
const [patient, own] = [...counts].sort((a, b) => b[1] - a[1])[0];
const filtered = await seen("filter", type, patient.toLowerCase());
hold(own > 1 && filtered.length === own && filtered.every((row) => row[at("Patient")] === patient), `the filter "${patient}" leaves ${filtered.length} rows and not ${own}`);
hold((await page.locator("#filtered").textContent()) === `${own} of ${first.length} claims`, "the filter does not say how many rows it leaves");
hold(same(names(filtered), names(named).filter((name) => claims.get(name).patient === patient)), "the filter changes the order");
const whole = await seen("filter off", type, "");
hold(same(names(whole), names(named)), "an empty filter does not bring all rows back in their order");

for (const [name, ms] of Object.entries(times)) hold(ms < MOST_MS, `${name} takes ${Math.round(ms)} ms`);
await browser.close();
for (const fault of faults.slice(0, 20)) console.log(`does not hold: ${fault}`);
const told = Object.entries(times).map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(", ");
console.log(`${lines} lines, ${(size / 1e6).toFixed(2)} MB, ${first.length} rows: ${told}; ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
