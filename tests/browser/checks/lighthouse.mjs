// Lighthouse's opinion: the median of three, told. What decides is measured by the other checks.

import { launch as launchChrome } from "chrome-launcher";
import lighthouse from "lighthouse";
import { MAIN } from "../pages.mjs";

const WANTED = { performance: 95, accessibility: 100, "best-practices": 100, seo: 0 };
const RUNS = 3;

export async function run({ base, report }) {
  const chrome = await launchChrome({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    for (const path of MAIN) {
      const runs = [];
      for (let run = 0; run < RUNS; run += 1) {
        const { lhr } = await lighthouse(base + path, { port: chrome.port, logLevel: "error", onlyCategories: Object.keys(WANTED) });
        runs.push(lhr);
      }
      const scores = Object.keys(WANTED).map((category) => [category, median(runs.map((lhr) => Math.round(lhr.categories[category].score * 100)))]);
      report.tell(`${path}: ${scores.map(([category, score]) => `${category} ${score}`).join(", ")}`);
      for (const [category, score] of scores) {
        if (score < WANTED[category]) report.tell(`  ${category}: ${score}, wanted ${WANTED[category]}: ${wants(runs[0], category)}`);
      }
      report.check(scores.every(([, score]) => Number.isFinite(score)), `${path} is judged`, JSON.stringify(scores));
    }
  } finally {
    chrome.kill();
  }
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** What keeps a score from being full. */
function wants(lhr, category) {
  const refs = lhr.categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1);
  return refs.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`).join("; ");
}
