// All tasks by keyboard, with and without script: what a reader comes for, with Tab, Enter, arrows
// and letters alone.

import { named, open } from "../browser.mjs";

const TASKS = { skip, explore, filterByForm, filterByFacet, takeCsv, search, language, unfold };

export async function run({ base, browser, report }) {
  for (const script of [true, false]) {
    for (const width of [1280, 390]) {
      for (const [name, task] of Object.entries(TASKS)) {
        const settings = { language: "en", theme: "light", width, script };
        const at = `${name} by keyboard (${named(settings)})`;
        try {
          await open(browser, "about:blank", settings, (page) => task(page, base));
          report.check(true, at);
        } catch (error) {
          report.fail(at, error.message);
        }
      }
    }
  }
}

function expect(holds, words) {
  if (!holds) throw new Error(words);
}

/** Presses Tab until what has the focus fits; the focus has to be seen all the way. */
async function tabTo(page, what, most = 400) {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    const [fits, seen, words] = await page.evaluate(([what]) => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return [one.matches(what), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, one.outerHTML.slice(0, 100)];
    }, [what]);
    // Links of drawings show the focus on their shapes.
    expect(seen || /^<a[^>]*><rect|^<body/.test(words), `the focus cannot be seen on ${words}`);
    if (fits) return;
  }
  throw new Error(`Tab does not reach ${what}`);
}

async function enter(page) {
  const before = page.url();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== before, { timeout: 10_000 });
}

async function skip(page, base) {
  await page.goto(base);
  await tabTo(page, ".skip", 1);
  await page.keyboard.press("Enter");
  expect(page.url().endsWith("#content"), "the skip link leads to the content");
  await tabTo(page, "main *", 1);
}

async function explore(page, base) {
  await page.goto(base);
  await tabTo(page, "nav a[href^='/charts/']");
  await enter(page);
  await tabTo(page, ".kinds a[href*='/charts/ranking']");
  await enter(page);
  expect(await page.locator("figure").count(), "a chart is shown");
}

/** On a phone, parts of the explorer are folded. */
async function unfoldTo(page, summary, inside) {
  const open = await page.evaluate((inside) => document.querySelector(inside)?.checkVisibility() ?? false, inside);
  if (open) return;
  await tabTo(page, summary);
  await page.keyboard.press("Enter");
}

async function filterByForm(page, base) {
  // On a busy machine letters may come too far apart to be read as one word.
  for (let tries = 0; tries < 3; tries += 1) {
    await page.goto(`${base}/charts/share`);
    await unfoldTo(page, ".ask > summary", "[name=by]");
    await tabTo(page, "select[name=by]");
    await page.keyboard.type("Count");
    await page.waitForTimeout(300);
    const chosen = await page.evaluate(() => document.querySelector("select[name=by]").value);
    if (chosen === "country") break;
  }
  if (!page.url().includes("by=country")) {
    await tabTo(page, ".ask button[type=submit]");
    await enter(page);
  }
  await page.waitForURL(/by=country/);
  await page.waitForFunction(() => document.querySelector("select[name=by]")?.value === "country");
}

async function filterByFacet(page, base) {
  await page.goto(`${base}/charts/share?by=organization`);
  await unfoldTo(page, ".facets > summary", ".facets li a");
  await tabTo(page, ".facets a[href*='weights=open']");
  await enter(page);
  await tabTo(page, ".chips a[aria-label]");
}

async function takeCsv(page, base) {
  await page.goto(`${base}/charts/share`);
  await tabTo(page, "a[href*='/charts/share.csv']");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(/^weighbridge_.*\.csv$/.test(download.suggestedFilename()), download.suggestedFilename());
}

async function search(page, base) {
  await page.goto(base);
  await tabTo(page, "input[type=search]");
  await page.keyboard.type("deepseek");
  await enter(page);
  await tabTo(page, "main a[href^='/organizations/deepseek'], main a[href^='/models/']");
  await enter(page);
  expect(await page.locator("h1").count(), "a page about it");
}

async function language(page, base) {
  await page.goto(`${base}/charts/share?by=country`);
  await tabTo(page, "a[hreflang=fr]");
  await enter(page);
  expect((await page.getAttribute("html", "lang")) === "fr", "the page speaks French");
  expect(page.url().includes("by=country"), "the question is kept");
}

async function unfold(page, base) {
  await page.goto(base);
  await tabTo(page, "figure details > summary");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.parentElement.open), "the fold opens");
}
