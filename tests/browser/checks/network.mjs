// What a page costs on the wire, the first time: bytes as they are sent, requests, and to whom.

import { open } from "../browser.mjs";
import { MAIN, OTHERS } from "../pages.mjs";

const MOST_REQUESTS = 3;
const CHART_BYTES = 20 << 10;
const OTHER_BYTES = 60 << 10;

export async function run({ base, browser, report }) {
  for (const path of [...MAIN, ...OTHERS]) {
    const { bytes, hosts, kinds } = await costs(browser, base, path);
    const most = path.startsWith("/charts/") ? CHART_BYTES : OTHER_BYTES;
    // Nothing waits for the script, and no page needs it.
    const sum = Object.entries(kinds).reduce((sum, [kind, size]) => sum + (kind === "Script" ? 0 : size), 0);
    report.check(bytes.length <= MOST_REQUESTS, `${path} takes at most ${MOST_REQUESTS} requests`, bytes.join("\n"));
    report.check(sum <= most, `${path} is shown with at most ${most} bytes`, `${sum}: ${JSON.stringify(kinds)}`);
    report.check(hosts.size === 1, `${path} asks one host`, [...hosts].join(", "));
    if (MAIN.includes(path)) report.tell(`${path}: ${sum} bytes in ${bytes.length} requests ${JSON.stringify(kinds)}`);
  }
}

async function costs(browser, base, path) {
  return await open(browser, "about:blank", {}, async (page, { context }) => {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const [requests, bytes, kinds] = [new Map(), [], {}];
    session.on("Network.responseReceived", ({ requestId, response, type }) => requests.set(requestId, { url: response.url, type }));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const { url, type } = requests.get(requestId) ?? {};
      if (!url?.startsWith("http")) return;
      bytes.push(`${encodedDataLength} ${url}`);
      kinds[type] = (kinds[type] ?? 0) + encodedDataLength;
    });
    await page.goto(base + path, { waitUntil: "networkidle" });
    const hosts = new Set([...requests.values()].map(({ url }) => url).filter((url) => url.startsWith("http")).map((url) => new URL(url).host));
    return { bytes, kinds, hosts };
  });
}
