// Checks of the pages in a real browser: accessibility, layout, network, keyboard, with and without
// script, valid HTML, and Lighthouse's opinion.
//
//   node main.mjs http://127.0.0.1:8080 [--only axe,html] [--no-lighthouse]
//
// The site must be running with the bundled snapshots. `CHROMIUM` names the browser.

import { launch } from "./browser.mjs";
import { Report } from "./report.mjs";
import * as html from "./checks/html.mjs";
import * as keyboard from "./checks/keyboard.mjs";
import * as lighthouse from "./checks/lighthouse.mjs";
import * as look from "./checks/look.mjs";
import * as network from "./checks/network.mjs";
import * as print from "./checks/print.mjs";
import * as script from "./checks/script.mjs";

const CHECKS = { look, network, keyboard, script, print, html, lighthouse };

const [base, ...options] = process.argv.slice(2);
if (!base?.startsWith("http")) {
  console.error("usage: node main.mjs http://HOST:PORT [--only NAME,NAME] [--no-lighthouse]");
  process.exit(2);
}
const only = options[options.indexOf("--only") + 1]?.split(",");
const chosen = Object.entries(CHECKS).filter(([name]) => {
  if (options.includes("--only")) return only.includes(name);
  return !(name === "lighthouse" && options.includes("--no-lighthouse"));
});

const report = new Report();
const browser = await launch();
try {
  for (const [name, check] of chosen) {
    report.begin(name);
    const started = Date.now();
    try {
      await check.run({ base, browser, report });
    } catch (error) {
      report.fail("the check could be made", error.stack ?? String(error));
    }
    console.log(`   ${((Date.now() - started) / 1000).toFixed(0)} s`);
  }
} finally {
  await browser.close();
}
report.end();
