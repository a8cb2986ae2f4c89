// What the script adds: values under pointer and arrow keys, questions answered in place with the
// history kept, an address copied, light and dark by hand; and that nothing is said that the table
// below the chart does not say.

import { open } from "../browser.mjs";

export async function run({ base, browser, report }) {
  for (const width of [1280, 390]) {
    await open(browser, `${base}/charts/share`, { width }, (page, seen) => values(page, seen, report, width));
    await open(browser, `${base}/charts/share`, { width }, (page, seen) => inPlace(page, seen, report, width));
  }
  await open(browser, `${base}/charts/over-time?by=country`, {}, (page, seen) => values(page, seen, report, "by country"));
  await open(browser, `${base}/`, {}, (page, seen) => theme(page, seen, report));
  await open(browser, `${base}/charts/share`, {}, (page, seen) => copied(page, seen, report));
}

const tip = (page) => page.evaluate(() => {
  const shown = document.querySelector(".plot-reader.is-on .plot-reader-tip");
  return shown && {
    date: shown.querySelector("b").textContent,
    cells: [...shown.querySelectorAll(".value")].map((cell) => cell.textContent),
    signs: shown.querySelectorAll("li > svg").length,
    inside: (({ left, right }) => left >= -1 && right <= document.documentElement.clientWidth + 1)(shown.getBoundingClientRect()),
  };
});

const row = (page, date) => page.evaluate((date) => {
  const rows = [...document.querySelectorAll("figure details tbody tr")];
  const found = rows.find((row) => row.querySelector("time").textContent === date);
  return found && [...found.querySelectorAll("td")].map((cell) => (cell.querySelector(".hidden") ? "–" : cell.textContent));
}, date);

async function values(page, { faults }, report, at) {
  const surface = page.locator(".plot-reader").first();
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  for (const part of [0.02, 0.5, 0.985]) {
    await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
    const said = await tip(page);
    report.check(said, `a pointer at ${part} of the chart reads values (${at})`);
    if (!said) continue;
    report.check(String(said.cells) === String(await row(page, said.date)), `at ${said.date} the pointer says what the table says (${at})`, said.cells);
    report.check(said.inside, `at ${said.date} the values are on the screen (${at})`);
    report.check(said.signs === said.cells.length, `each value has the sign of its series (${at})`, `${said.signs} of ${said.cells.length}`);
  }
  await page.mouse.move(0, 0);
  await surface.focus();
  await page.keyboard.press("End");
  const newest = await surface.getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowLeft");
  const before = await surface.getAttribute("aria-valuetext");
  report.check(newest && before && newest !== before, `arrow keys go from date to date (${at})`, `${newest} / ${before}`);
  const said = await tip(page);
  report.check(said && String(said.cells) === String(await row(page, said.date)), `arrow keys read what the table says (${at})`, said?.cells);
  await page.keyboard.press("ArrowDown");
  const one = await surface.getAttribute("aria-valuetext");
  report.check(one && one.length < before.length, `down reads one series (${at})`, one);
  await page.keyboard.press("Escape");
  report.check(!(await tip(page)), `Escape hides the values (${at})`);
  report.check(faults.length === 0, `reading values breaks nothing (${at})`, faults.join("\n"));
}

async function inPlace(page, { faults }, report, at) {
  await page.evaluate(() => { globalThis.stayed = true; });
  if (await page.locator(".ask > summary").isVisible()) await page.locator(".ask > summary").click();
  const before = await page.locator("figcaption h2").textContent();
  await page.focus("select[name=by]");
  await page.selectOption("select[name=by]", "country");
  await page.waitForURL(/by=country/);
  await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
  report.check(await page.evaluate(() => globalThis.stayed), `a choice is answered without loading the page anew (${at})`);
  const title = await page.title();
  report.check((await page.locator("figcaption h2").textContent()) !== before && !title.startsWith(before), `chart and title are others (${at})`, title);
  report.check(!page.url().includes("=&") && !/every=|scope=/.test(page.url()), `the address is the short one (${at})`, page.url());
  report.check((await page.evaluate(() => document.activeElement?.name)) === "by", `the focus stays (${at})`);
  report.check(await page.locator(".plot-reader").count(), `values can be read in the new chart (${at})`);
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector("[aria-busy]") && !location.search);
  report.check((await page.evaluate(() => globalThis.stayed)) && (await page.inputValue("select[name=by]")) === "camp", `going back brings the chart before (${at})`);
  report.check(faults.length === 0, `asking in place breaks nothing (${at})`, faults.join("\n"));
}

async function theme(page, { faults }, report) {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  const button = page.locator("[data-control=theme]");
  await button.click();
  await button.click();
  const dark = await paper();
  report.check(light === "rgb(255, 255, 255)" && dark !== light, "dark can be chosen by hand", `${light}, ${dark}`);
  await page.reload();
  report.check((await paper()) === dark, "the choice is kept");
  await button.click();
  report.check((await paper()) === light, "the system's choice can be had back");
  report.check(faults.length === 0, "choosing a theme breaks nothing", faults.join("\n"));
}

async function copied(page, { faults }, report) {
  await page.locator("[data-control=copy]").first().click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const link = await page.locator("a[rel~=bookmark]").first().evaluate((one) => one.href);
  report.check(text === link && text.includes("as-of="), "the lasting address is copied", text);
  report.check(faults.length === 0, "copying breaks nothing", faults.join("\n"));
}
