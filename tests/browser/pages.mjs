// Which pages are looked at, and how.

/** These are looked at in every language, theme and width. */
export const MAIN = ["/", "/charts/share", "/countries/CN"];

/** One of every other kind of page; each is looked at in one setting, which go round. */
export const OTHERS = [
  "/charts/over-time?by=organization",
  "/charts/over-time?metric=hf-downloads-30d&by=license&panel=all",
  "/charts/share?by=model&top=12&every=month",
  "/charts/range",
  "/charts/ranking?by=model&top=20",
  "/charts/table?by=organization&sort=change",
  "/charts/multiples?by=country",
  "/charts/countries",
  "/charts/license-timeline",
  "/charts/aligned?by=model&metric=hf-downloads-30d&panel=all",
  "/charts/share?lens=base",
  "/charts/share?license-as=now&by=license-class",
  "/charts/share?from=2015-01&to=2015-02",
  "/countries",
  "/licenses",
  "/licenses/apache-2.0",
  "/organizations",
  "/organizations/deepseek",
  "/models/openrouter/deepseek/deepseek-r1",
  "/models/huggingface/Qwen/Qwen3-8B",
  "/snapshots",
  "/snapshots/1",
  "/search?q=qwen",
  "/search",
  "/compare?models=deepseek/deepseek-r1~anthropic/claude-sonnet-4",
  "/to-classify",
  "/data",
  "/methods",
  "/about",
  "/api",
];

/** Addresses that are answered with words about what is wrong. */
export const WRONG = ["/nothing-here", "/charts/share?by=nonsense"];

const LANGUAGES = ["en", "fr"];
const THEMES = ["light", "dark"];
const WIDTHS = [1280, 390];

/** All settings. */
export const SETTINGS = LANGUAGES.flatMap((language) =>
  THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))));

/** Every page with the settings it is looked at in. */
export function visits() {
  const full = MAIN.flatMap((path) => SETTINGS.map((settings) => ({ path, settings })));
  const rest = [...OTHERS, ...WRONG].map((path, at) => ({ path, settings: SETTINGS[(at * 3) % SETTINGS.length] }));
  return [...full, ...rest];
}
