// How soon a reader sees a chart: from the start of the visit to its first paint, in a browser that
// has nothing of the site yet.
//
//   node first-paint.mjs http://127.0.0.1:8080 [/charts/share] [--rounds 9]
//
// Prints one line of JSON: medians in milliseconds, requests and bytes on the wire.

import { launch } from "./browser.mjs";

const [base, ...options] = process.argv.slice(2);
if (!base?.startsWith("http")) {
  console.error("usage: node first-paint.mjs http://HOST:PORT [PATH] [--rounds N]");
  process.exit(2);
}
const path = options[0]?.startsWith("/") ? options[0] : "/charts/share";
const rounds = options.includes("--rounds") ? Number(options[options.indexOf("--rounds") + 1]) : 9;

const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

const browser = await launch();
const visits = [];
try {
  // The first visit warms the browser up, and the server.
  for (let round = 0; round <= rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(base + path, { waitUntil: "load" });
    const visit = await page.evaluate(async () => {
      const chart = document.querySelector(".plot-canvas");
      if (!chart || chart.getBoundingClientRect().height < 50) throw new Error("there is no chart");
      const paint = () =>
        performance.getEntriesByType("paint").find((it) => it.name === "first-contentful-paint");
      while (!paint()) await new Promise((again) => setTimeout(again, 5));
      const [visit] = performance.getEntriesByType("navigation");
      const all = [visit, ...performance.getEntriesByType("resource")];
      return {
        first_paint_ms: paint().startTime,
        loaded_ms: visit.loadEventEnd,
        page_bytes: visit.transferSize,
        requests: all.filter((it) => it.name.startsWith("http")).length,
        bytes: all.reduce((sum, it) => sum + (it.transferSize ?? 0), 0),
      };
    });
    if (round > 0) visits.push(visit);
    await context.close();
  }
} finally {
  await browser.close();
}
const figures = Object.keys(visits[0]).map((name) => [name, median(visits.map((it) => it[name]))]);
console.log(JSON.stringify({ path, rounds, ...Object.fromEntries(figures) }));
