// The browser, and a page in it that keeps what went wrong.

import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

/** Settings of a reader. */
export const DEFAULTS = { language: "en", theme: "light", width: 1280, script: true };

export const named = ({ language, theme, width, script }) =>
  `${language}, ${theme}, ${width} px${script ? "" : ", no script"}`;

/**
 * Opens an address for a reader, hands the page to `work` and closes it again. `faults` gathers
 * errors of scripts, messages on the console and reports of the content security policy.
 */
export async function open(browser, address, settings, work) {
  const reader = { ...DEFAULTS, ...settings };
  const context = await browser.newContext({
    viewport: { width: reader.width, height: reader.width < 600 ? 844 : 900 },
    locale: reader.language,
    colorScheme: reader.theme,
    javaScriptEnabled: reader.script,
    reducedMotion: reader.reducedMotion,
    hasTouch: reader.width < 600,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  try {
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
    });
    page.on("requestfailed", (request) => {
      // A visit that another one overtakes is ended on purpose.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") faults.push(`request: ${request.url()}`);
    });
    const answer = await page.goto(address, { waitUntil: "load" });
    return await work(page, { answer, faults, context });
  } finally {
    await context.close();
  }
}
