// Drives report.html in a real browser: filter, sort, claims, citations, keyboard, contrast.
//
//   node report.mjs REPORT.html [CHROMIUM]
//
// Citations are held against the findings.jsonl that the audit wrote beside the report. Needs the npm packages playwright-core and axe-core (package.json beside) and a Chromium. Ends
// with 1 and a sentence for each thing that does not hold.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [report, executablePath = "/usr/bin/chromium"] = process.argv.slice(2);
const address = pathToFileURL(resolve(report)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
const hold = (held, what) => {
  if (!held) faults.push(what);
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("request", (request) => hold(request.url() === address, `asked the network for ${request.url()}`));
  page.on("console", (message) => hold(!["error", "warning"].includes(message.type()), `console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  await page.goto(address);
  return page;
}

// Filter and sort, by pointer and by keyboard.
const page = await open({ viewport: { width: 1280, height: 900 } });
const all = await page.locator("#ranked tbody tr").count();
hold(all > 3, `only ${all} claims in the table`);
const first = (await page.locator("#ranked tbody th").first().textContent()).trim();
await page.getByLabel("Filter").fill(first);
const shown = await page.locator("#ranked tbody tr:visible").count();
hold(shown >= 1 && shown < all, `the filter "${first}" leaves ${shown} of ${all} rows`);
hold((await page.locator("#filtered").textContent()).startsWith(`${shown} of ${all}`), "the filter does not say how many rows it leaves");
await page.getByLabel("Filter").fill("");
hold((await page.locator("#ranked tbody tr:visible").count()) === all, "an empty filter hides rows");

const numbers = (column) =>
  page.locator(`#ranked tbody tr td:nth-child(${column})`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)));
const rises = (list) => list.every((value, place) => place === 0 || list[place - 1] <= value);
const heads = page.locator("#ranked thead button");
const charged = (await heads.allTextContents()).indexOf("Charged") + 1;
await heads.nth(charged - 1).click();
hold(rises(await numbers(charged)), "a click on Charged does not sort by amount");
hold((await page.locator(`#ranked thead th:nth-child(${charged})`).getAttribute("aria-sort")) === "ascending", "the sorted column does not say so");
await heads.nth(charged - 1).focus();
await page.keyboard.press("Enter");
hold(rises((await numbers(charged)).reverse()), "the keyboard does not sort the other way round");

// From the table to a claim, and from there to the words with their file, page and characters.
const link = page.locator("#ranked tbody a").first();
const target = (await link.getAttribute("href")).slice(1);
await link.focus();
await page.keyboard.press("Enter");
const section = page.locator(`[id="${target}"]`);
await page.waitForFunction((id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 400, target, { timeout: 3000 })
  .catch(() => faults.push("a claim's link does not lead to its section"));
const words = section.locator("xpath=ancestor-or-self::*[self::section or self::article or self::details or self::div][1]");
const text = await words.first().innerText();
hold(/page \d+/.test(text) && /characters? \d+/.test(text), "a claim's findings name no page and characters");
hold((await page.locator("mark").count()) > 0, "no cited words are marked");

// Every citation is the one of findings.jsonl and links to the entry of its file, with its SHA-256.
const findings = new Map(
  readFileSync(join(dirname(resolve(report)), "findings.jsonl"), "utf8").trim().split("\n")
    .map((line) => JSON.parse(line)).map((finding) => [finding.id, finding]));
const cited = (id) => {
  const [finding, number] = id.slice(1).split("-");
  return findings.get(finding)?.evidence[number - 1];
};
const citations = await page.locator(".evidence li").evaluateAll((items) => items.map((item) => {
  const link = item.querySelector(".cite a");
  return { id: item.id, text: item.querySelector(".cite").textContent, entry: document.querySelector(link?.getAttribute("href") ?? "none")?.textContent ?? "" };
}));
hold(citations.length > 20, `only ${citations.length} citations`);
for (const { id, text, entry } of citations) {
  const place = cited(id);
  if (!place) {
    faults.push(`citation ${id} is not in findings.jsonl`);
    continue;
  }
  const words = place.page ? `${place.file}, page ${place.page}, characters ${place.start}–${place.end}` : `${place.file}, the whole file`;
  hold(text.endsWith(words), `citation ${id} reads "${text}" and not "${words}"`);
  hold(entry.includes(place.file) && entry.includes(place.sha256), `citation ${id} does not lead to ${place.file} with its SHA-256`);
}

// A citation followed by keyboard or by pointer leads to the entry and back to where one was.
const inView = (view, id) => view.waitForFunction((id) => {
  const box = document.getElementById(id).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.left < innerWidth;
}, id, { timeout: 3000 }).then(() => true, () => false);
const focused = (view) => view.evaluate(() => document.activeElement.closest("[id]")?.id);
const outlined = (view) => view.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
async function follow(view, item, by, withScript) {
  const from = await item.getAttribute("id");
  const link = item.locator(".cite a");
  const place = cited(from);
  await link.focus();
  await link.evaluate((link) => link.scrollIntoView({ block: "center" }));
  // A browser notes the place for its history a moment after the page has come to rest.
  await view.waitForTimeout(500);
  const before = await view.evaluate(() => scrollY);
  if (by === "Enter") await view.keyboard.press("Enter");
  else await link.click();
  const entry = (await link.getAttribute("href")).slice(1);
  hold(await inView(view, entry), `${by} on citation ${from} does not show the entry ${entry}`);
  hold((await focused(view)) === entry, `${by} on citation ${from} puts the focus on ${await focused(view)}, not on ${entry}`);
  hold(await outlined(view), `${by} on citation ${from} shows no focus`);
  const shown = await view.evaluate(() => document.activeElement.innerText);
  hold(shown.includes(place?.file) && shown.includes(place?.sha256), `${by} on citation ${from} reaches "${shown}"`);
  await view.goBack();
  hold(await inView(view, from), `after going back citation ${from} is not in view`);
  const after = await view.evaluate(() => scrollY);
  hold(Math.abs(after - before) < 4, `going back to citation ${from} lands ${after - before} px off`);
  if (withScript) hold((await focused(view)) === from, `after going back the focus is on ${await focused(view)}, not on ${from}`);
}
const claim = page.locator(`section.claim:has([id="${target}"])`);
await follow(page, claim.locator(".evidence li").first(), "Enter", true);
await follow(page, claim.locator(".evidence li").last(), "click", true);
await follow(page, page.locator("section.claim").last().locator(".evidence li").first(), "Enter", true);
const scriptless = await open({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
await follow(scriptless, scriptless.locator(".evidence li").nth(3), "click", false);

// The entry leads back to the findings that cite its file.
const entry = page.locator(".files tr:has(td a)").first();
const back = entry.locator("td a").first();
await back.focus();
await page.keyboard.press("Enter");
const citing = (await back.getAttribute("href")).slice(1);
hold(await inView(page, citing), "an entry's link does not lead to the place that cites the file");
hold((await entry.innerText()).includes(cited(citing)?.sha256), "an entry's link leads to a citation of another file");

// Keyboard order: the skip link, the sections, then filter and sort buttons, each seen when reached.
const tabbed = await open({ viewport: { width: 1280, height: 900 } });
const order = [];
for (let step = 0; step < 40; step += 1) {
  await tabbed.keyboard.press("Tab");
  const reached = await tabbed.evaluate(() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const seen = style.outlineStyle !== "none" || at.matches(".skip");
    return { name: at.id || at.className || at.getAttribute("href") || at.textContent.trim(), seen, top: at.getBoundingClientRect().top + scrollY, skip: at.matches(".skip") };
  });
  order.push(reached);
}
hold(order[0].skip, "the first stop of the keyboard is not the skip link");
hold(order.every((stop) => stop.seen), `focus is not seen on ${order.find((stop) => !stop.seen)?.name}`);
const stops = order.slice(1);
hold(stops.every((stop, place) => place === 0 || stops[place - 1].top <= stop.top + 4), "the keyboard does not go down the page");
hold(order.some((stop) => stop.name === "filter"), "the keyboard does not reach the filter");

// Narrow screens scroll tables, not the page.
const narrow = await open({ viewport: { width: 360, height: 740 } });
const overflow = await narrow.evaluate(() => document.documentElement.scrollWidth - innerWidth);
hold(overflow <= 0, `at 360 px the page is ${overflow} px too wide`);

// Contrast, names and roles, in light and in dark.
for (const colorScheme of ["light", "dark"]) {
  const themed = await open({ viewport: { width: 1280, height: 900 }, colorScheme });
  await themed.evaluate(axe);
  const result = await themed.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
  for (const violation of result.violations) {
    const where = violation.nodes.slice(0, 2).map((node) => node.target.join(" ")).join("; ");
    faults.push(`${colorScheme}: ${violation.id}: ${violation.help} (${violation.nodes.length}: ${where})`);
  }
  hold(result.passes.length > 10, `${colorScheme}: axe looked at nothing`);
}

// Printed, every section is there, and citations are plain words.
await page.emulateMedia({ media: "print" });
hold(await page.locator(".cite a").first().evaluate((link) => getComputedStyle(link).textDecorationLine === "none" && getComputedStyle(link).color === "rgb(0, 0, 0)"), "a printed citation looks like a link");
await page.emulateMedia({ media: null });
const pdf = await page.pdf({ format: "Letter" });
hold(pdf.length > 20000, "printing gives next to nothing");

await browser.close();
for (const fault of faults) console.log(`does not hold: ${fault}`);
console.log(`${all} claims, ${citations.length} citations; ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
