// What a page can do beyond links and forms, where a browser runs scripts: values under a pointer
// or the arrow keys, questions answered without loading a page anew, an address copied, light or
// dark by hand. Every page does its work without this file.
"use strict";
(() => {
  const root = document.documentElement;
  /** Words and controls in the page's language, made by the server, which no page shows itself. */
  const tools = document.getElementById("tools")?.content;
  const say = (name, values = {}) =>
    (tools?.querySelector(`[data-say="${name}"]`)?.textContent ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const control = (name) => tools?.querySelector(`[data-control="${name}"]`)?.cloneNode(true);
  const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

  /** Tells a reader who cannot see it that something changed. */
  const teller = element("p", "hidden");
  teller.setAttribute("role", "status");
  document.body.append(teller);
  const tell = (text) => { teller.textContent = ""; setTimeout(() => { teller.textContent = text; }, 50); };

  // ------------------------------------------------------------------ light and dark

  const themes = ["auto", "light", "dark"];
  const chosen = () => root.dataset.theme || "auto";
  const choose = (theme) => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
    try {
      if (theme === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", theme);
    } catch { /* Not kept, then: storage is off. */ }
  };
  const themeSwitch = control("theme");
  if (themeSwitch) {
    const name = () => { themeSwitch.textContent = say(`theme-${chosen()}`); };
    themeSwitch.addEventListener("click", () => {
      choose(themes[(themes.indexOf(chosen()) + 1) % themes.length]);
      name();
      tell(themeSwitch.textContent);
    });
    name();
    document.querySelector("[data-place=tools]")?.append(themeSwitch);
  }

  // ------------------------------------------------------------------ values of a chart

  const DAY = 86_400_000;
  const time = (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso ?? "") ? Date.parse(iso) : NaN);

  /** What the table below a chart says, oldest date first. */
  function numbersOf(figure) {
    const table = figure.querySelector("details table");
    if (!table) return null;
    const names = [...table.querySelectorAll("thead th")].slice(1).map((head) => head.textContent);
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => {
      const date = row.querySelector("time");
      return {
        at: time(date?.dateTime),
        label: date?.textContent ?? "",
        cells: [...row.querySelectorAll("td")].map((cell) => (cell.querySelector(".hidden") ? "" : cell.textContent)),
      };
    });
    return { names, rows: rows.filter((row) => row.at === row.at).reverse(), left: table.closest("details").querySelector("[data-left-out]") };
  }

  /** Dates that the table leaves out, from the file of the same view. */
  async function olderRows(figure, numbers) {
    const address = figure.querySelector("[data-format=json]")?.href;
    const measure = figure.dataset.measure;
    if (!address || !["value", "share"].includes(measure)) return [];
    const answer = await fetch(address);
    if (!answer.ok) return [];
    const places = new Map(numbers.names.map((name, place) => [name, place]));
    const language = root.lang;
    const spell = new Intl.NumberFormat(language, measure === "share"
      ? { style: "percent", maximumSignificantDigits: 3 }
      : { notation: "compact", maximumSignificantDigits: 3 });
    const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    const rows = new Map();
    for (const row of (await answer.json()).rows ?? []) {
      const place = places.get(row.label);
      const value = row[measure];
      if (place === undefined || typeof value !== "number") continue;
      const at = time(row.observed_on);
      if (!rows.has(at)) rows.set(at, { at, label: day.format(at), cells: numbers.names.map(() => "") });
      rows.get(at).cells[place] = spell.format(value);
    }
    const oldest = numbers.rows[0]?.at ?? Infinity;
    return [...rows.values()].filter((row) => row.at < oldest).sort((one, other) => one.at - other.at);
  }

  /** The sign of a series as the list of names shows it. */
  function signsOf(plot, names) {
    const entries = [...plot.querySelectorAll(".plot-legend li")];
    return names.map((name) => {
      const entry = entries.find((entry) => {
        const words = entry.title || entry.querySelector(".name")?.firstChild?.textContent || "";
        return words.trim() === name.trim();
      });
      return entry?.querySelector("svg");
    });
  }

  function readable(plot) {
    const figure = plot.closest("figure");
    const canvas = plot.querySelector(".plot-canvas");
    const [first, last] = [time(plot.dataset.first), time(plot.dataset.last)];
    const numbers = figure && numbersOf(figure);
    if (!canvas || !numbers?.rows.length || !(last > first)) return;
    const signs = signsOf(plot, numbers.names);
    const top = Number(plot.dataset.top);
    const height = Number(plot.dataset.base) - top;
    // The surface lies beside the drawing, which is one picture to a screen reader.
    const surface = element("div", "plot-reader");
    const line = element("div", "plot-reader-line");
    const tip = element("div", "plot-reader-tip");
    tip.setAttribute("aria-hidden", "true");
    surface.append(line, tip);
    surface.tabIndex = 0;
    for (const [name, value] of [["role", "slider"], ["aria-label", say("reader-label")], ["aria-orientation", "horizontal"], ["aria-valuemin", 0], ["aria-valuemax", numbers.rows.length - 1], ["aria-valuenow", numbers.rows.length - 1], ["aria-valuetext", numbers.rows.at(-1).label]]) surface.setAttribute(name, value);
    plot.append(surface);

    let rows = numbers.rows;
    let place = -1;
    let series = -1;
    const percent = (row) => ((row.at - first) / (last - first)) * 100;

    function lay() {
      const [box, home] = [canvas.getBoundingClientRect(), plot.getBoundingClientRect()];
      Object.assign(surface.style, { left: `${box.left - home.left}px`, top: `${box.top - home.top + top}px`, width: `${box.width}px`, height: `${height}px` });
    }
    function show(at) {
      place = Math.max(0, Math.min(rows.length - 1, at));
      const row = rows[place];
      lay();
      const x = percent(row);
      surface.classList.add("is-on");
      line.style.left = `${x}%`;
      tip.replaceChildren(element("b", "", row.label));
      const list = element("ul", "");
      row.cells.forEach((cell, at) => {
        const item = element("li", series === at ? "is-chosen" : cell ? "" : "is-missing");
        const sign = signs[at]?.cloneNode(true);
        item.append(sign ?? element("i", ""), element("span", "", numbers.names[at]), element("span", "value", cell || "–"));
        list.append(item);
      });
      tip.append(list);
      // Beside the line, on the side that has the room.
      const [room, half] = [surface.clientWidth, tip.offsetWidth];
      const from = (room * x) / 100;
      const left = from + 12 + half <= room || from < room / 2 ? from + 12 : from - 12 - half;
      tip.style.left = `${Math.max(Math.min(left, room - half), -surface.offsetLeft)}px`;
      surface.setAttribute("aria-valuemax", rows.length - 1);
      surface.setAttribute("aria-valuenow", place);
      const said = (at) => `${numbers.names[at]}: ${row.cells[at] || say("reader-missing")}`;
      const all = row.cells.map((cell, at) => (cell ? said(at) : "")).filter(Boolean).join("; ");
      surface.setAttribute("aria-valuetext", `${row.label}. ${series < 0 ? all : said(series)}`);
    }
    function hide() {
      surface.classList.remove("is-on");
      place = -1;
      series = -1;
    }
    let older;
    function all() {
      older ??= numbers.left ? olderRows(figure, numbers).catch(() => []).then((found) => {
        if (place >= 0) place += found.length;
        rows = [...found, ...numbers.rows];
      }) : Promise.resolve();
    }
    function under(event) {
      const box = surface.getBoundingClientRect();
      const at = first + ((event.clientX - box.left) / box.width) * (last - first);
      let nearest = 0;
      rows.forEach((row, index) => { if (Math.abs(row.at - at) < Math.abs(rows[nearest].at - at)) nearest = index; });
      // Where nothing was observed near, nothing is said.
      const reach = Math.max(((last - first) / box.width) * 24, 4 * DAY);
      if (Math.abs(rows[nearest].at - at) > reach) hide(); else show(nearest);
    }
    surface.addEventListener("pointermove", (event) => { all(); under(event); });
    surface.addEventListener("pointerdown", under);
    surface.addEventListener("pointerleave", () => { if (document.activeElement !== surface) hide(); });
    surface.addEventListener("focus", () => { all(); if (surface.matches(":focus-visible")) show(place < 0 ? rows.length - 1 : place); });
    surface.addEventListener("blur", hide);
    surface.addEventListener("keydown", (event) => {
      const turn = (step) => {
        const count = numbers.names.length;
        series = series < 0 ? (step > 0 ? 0 : count - 1) : (series + step + count) % count;
        return place;
      };
      const moves = {
        ArrowLeft: () => place - 1, ArrowRight: () => place + 1, PageUp: () => place - 10, PageDown: () => place + 10,
        Home: () => 0, End: () => rows.length - 1, ArrowDown: () => turn(1), ArrowUp: () => turn(-1),
      };
      if (event.key === "Escape") hide();
      const move = moves[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (place < 0) place = rows.length - 1;
      show(move());
    });
    lay();
    new ResizeObserver(() => { lay(); if (place >= 0) show(place); }).observe(plot);
  }

  // ------------------------------------------------------------------ copy an address

  function copyable(link) {
    const button = control("copy");
    if (!button || !navigator.clipboard) return;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        button.textContent = say("copied");
        tell(say("copied"));
        setTimeout(() => { button.textContent = say("copy"); }, 2500);
      } catch { link.focus(); }
    });
    const item = document.createElement("li");
    item.append(button);
    link.closest("li").after(item);
  }

  function furnish(part) {
    part.querySelectorAll(".plot[data-first]").forEach(readable);
    part.querySelectorAll("a[rel~=bookmark]").forEach(copyable);
  }

  // ------------------------------------------------------------------ another question, same page

  const main = document.getElementById("content");
  const isChart = (address) => address.origin === location.origin && /^\/charts\/[a-z-]+$/.test(address.pathname);
  const inPlace = main && isChart(location);
  /** Folds, by their place among their like: they stay as a reader left them. */
  const folds = () => [...main.querySelectorAll(".explorer details")].map((fold) => [fold.querySelector("summary").textContent.replace(/\d+/g, ""), fold.open]);
  const place = () => location.pathname + location.search;
  let shown = place();
  let asked;

  async function visit(address, isNew) {
    asked?.abort();
    asked = new AbortController();
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = page.getElementById("content");
      if (!answer.ok || !content) { location.assign(address); return; }
      const focused = document.activeElement?.id || document.activeElement?.textContent;
      const open = folds();
      if (isNew) history.pushState(null, "", answer.url);
      document.title = page.title;
      for (const [what, attribute] of [["link[rel=canonical]", "href"], ["meta[name=description]", "content"]]) {
        const [old, now] = [document.head.querySelector(what), page.head.querySelector(what)];
        if (old && now) old.setAttribute(attribute, now.getAttribute(attribute));
      }
      document.head.querySelectorAll("link[rel=alternate]").forEach((link) => link.remove());
      document.head.append(...page.head.querySelectorAll("link[rel=alternate]"));
      const languages = [document, page].map((one) => one.querySelector("[data-place=languages]"));
      if (languages[0] && languages[1]) languages[0].replaceWith(languages[1]);
      main.replaceChildren(...content.childNodes);
      for (const fold of main.querySelectorAll(".explorer details")) {
        const words = fold.querySelector("summary").textContent.replace(/\d+/g, "");
        const before = open.find(([name]) => name === words);
        if (before) fold.open = before[1];
      }
      furnish(main);
      shown = place();
      const again = [...main.querySelectorAll("a, button, select, input")].find((one) => focused && (one.id || one.textContent) === focused);
      again?.focus({ preventScroll: true });
      tell(main.querySelector("figcaption h2")?.textContent ?? document.title);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      main.removeAttribute("aria-busy");
    }
  }

  if (inPlace) {
    main.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      if (!isChart(link) || link.hash || link.relList.contains("bookmark") || link.target) return;
      event.preventDefault();
      visit(link.href, true);
    });
    const ask = (form) => {
      const question = new URLSearchParams(new FormData(form));
      visit(`${form.action}?${question}`, true);
    };
    main.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "get" || !isChart(new URL(form.action))) return;
      event.preventDefault();
      ask(form);
    });
    // A choice from a list is answered at once; what is typed waits for the button.
    main.addEventListener("change", (event) => {
      const form = event.target.form;
      if (event.target.matches("select") && form?.method === "get" && isChart(new URL(form.action))) ask(form);
    });
    addEventListener("popstate", () => {
      // A jump within the page is none to another one.
      if (place() !== shown) visit(location.href, false);
    });
  }

  furnish(document);
})();
