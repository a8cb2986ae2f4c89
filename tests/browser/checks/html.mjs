// Every page is valid HTML, by the checker of those who write the standard.

import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAIN, OTHERS, WRONG } from "../pages.mjs";

export async function run({ base, report }) {
  const jar = createRequire(import.meta.url)("vnu-jar");
  const folder = await mkdtemp(join(tmpdir(), "weighbridge-html-"));
  try {
    const paths = [...MAIN, ...OTHERS, ...WRONG].flatMap((path) => ["en", "fr"].map((language) => [path, language]));
    for (const [at, [path, language]] of paths.entries()) {
      const answer = await fetch(base + path, { headers: { "accept-language": language } });
      await writeFile(join(folder, `${at}.html`), await answer.text());
    }
    const ran = spawnSync("java", ["-Xss4m", "-jar", jar, "--stdout", "--exit-zero-always", "--errors-only", "--format", "json", folder], { encoding: "utf8", maxBuffer: 64 << 20 });
    if (ran.status !== 0) throw new Error(`the checker did not run: ${ran.error ?? ran.stderr}`);
    const { messages } = JSON.parse(ran.stdout);
    for (const [at, [path, language]] of paths.entries()) {
      const found = messages.filter(({ url }) => url.endsWith(`/${at}.html`));
      const words = found.slice(0, 4).map(({ message, extract }) => `${message} … ${extract ?? ""}`);
      report.check(found.length === 0, `${path} (${language}) is valid HTML`, words.join("\n"));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
