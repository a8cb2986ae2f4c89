// What a page looks like: no violation of WCAG 2.2 AA that axe finds, nothing wider than the screen,
// no label of a chart over another, no error in the console, no report of the security policy.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { named, open } from "../browser.mjs";
import { visits } from "../pages.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function run({ base, browser, report }) {
  for (const { path, settings } of visits()) {
    await open(browser, base + path, settings, async (page, { answer, faults }) => {
      const at = `${path} (${named({ script: true, ...settings })})`;
      const status = answer.status();
      const wrong = status === 404 || status === 400;
      report.check(status === 200 || wrong, `${at} answers`, status);
      const language = await page.getAttribute("html", "lang");
      report.check(language === settings.language, `${at} speaks the reader's language`, language);

      const wide = await page.evaluate(widerThanScreen);
      report.check(wide.length === 0, `${at} is no wider than the screen`, wide.join("\n"));
      const met = await page.evaluate(labelsThatMeet);
      report.check(met.length === 0, `${at} has no chart labels that meet or are cut`, met.join("\n"));

      // Through the debugger, which no policy of the page stops.
      await page.evaluate(AXE);
      const violations = await page.evaluate(async (tags) => {
        // Folded parts are read, too.
        document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
        const { violations } = await globalThis.axe.run({ runOnly: tags, resultTypes: ["violations"] });
        return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
      }, RULES);
      report.check(violations.length === 0, `${at} has no violation of accessibility rules`, violations.join("\n"));

      // The browser itself notes in the console that an answer was 400 or 404.
      const told = faults.filter((fault) => !(wrong && fault.includes("the server responded with a status of")));
      report.check(told.length === 0, `${at} has no errors and breaks no policy`, told.join("\n"));
    });
  }
}

/** Run in the page: what makes it scroll sideways. */
function widerThanScreen() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const found = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && !one.closest(".scroll, .kinds, .hidden");
  });
  return [`${document.documentElement.scrollWidth} px on a screen of ${width}`, ...found.slice(0, 4).map((one) => one.outerHTML.slice(0, 140))];
}

/** Run in the page: texts of one drawing that lie over each other, or beyond the screen. */
function labelsThatMeet() {
  const found = [];
  const edge = document.documentElement.clientWidth;
  for (const drawing of document.querySelectorAll(".plot, .plot-frame, .plot-bars, .plot-strips, .plot-tiles")) {
    const texts = [...drawing.querySelectorAll("svg text")].filter((text) => text.closest(".plot, .plot-frame, .plot-bars, .plot-strips, .plot-tiles") === drawing && text.checkVisibility({ checkVisibilityCSS: true }));
    const boxes = texts.map((text) => ({ words: text.lastChild?.textContent ?? "", box: text.getBoundingClientRect(), home: text.closest("li, .plot-frame > svg, .plot-tiles > *") })).filter(({ box }) => box.width > 0 && box.height > 0);
    boxes.forEach((one, at) => {
      if (one.box.right > edge + 1 || one.box.left < -1) found.push(`"${one.words}" leaves the screen`);
      for (const other of boxes.slice(at + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Boxes hold room above and below the letters: a few pixels of it may be shared.
        if (across > 1 && down > 4) found.push(`"${one.words}" meets "${other.words}" (${across.toFixed(0)} x ${down.toFixed(0)} px)`);
      }
    });
  }
  return found.slice(0, 6);
}
