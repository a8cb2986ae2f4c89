// Paper, and readers who want nothing to move.

import { open } from "../browser.mjs";
import { MAIN } from "../pages.mjs";

/** Width of A4 less its margins, at 96 pixels an inch. */
const PAPER = 718;

export async function run({ base, browser, report }) {
  for (const path of MAIN) {
    await open(browser, base + path, { width: PAPER }, async (page) => {
      await page.emulateMedia({ media: "print" });
      const found = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        shown: [...document.querySelectorAll("nav, form, .downloads, .tools, .chips")].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80)),
      }));
      report.check(found.width <= PAPER, `${path} fits on paper`, `${found.width} px`);
      report.check(found.shown.length === 0, `${path} prints nothing one could only click`, found.shown.join("\n"));
    });
    await open(browser, base + path, { reducedMotion: "reduce" }, async (page) => {
      const moving = await page.evaluate(() => [...document.querySelectorAll("*")]
        .filter((one) => /[1-9]/.test(getComputedStyle(one).transitionDuration) || getComputedStyle(one).animationName !== "none")
        .map((one) => one.outerHTML.slice(0, 80)).slice(0, 3));
      report.check(moving.length === 0, `${path} keeps still for readers who want it so`, moving.join("\n"));
    });
  }
}
