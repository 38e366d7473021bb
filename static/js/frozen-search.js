/* The search of a frozen copy, without a server: it reads the query string that lists of statements
   have, and the index that scripts beside it bring (quotes/freezing/search_index.py).

   A word is found at the beginning of a word, a phrase in quotation marks as it stands and not
   across […], both blind to case, accents and typography; a word behind a minus is left out. Of a
   statement its text, each wording, and who said it are looked through. It is a plain script,
   because a page that is opened from a disk may load no module. */

"use strict";

(() => {
  const SHOWN = 25;
  const entries = [];
  window.frozenStatements = (some) => entries.push(...some);

  const fold = (text) =>
    ` ${text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[[(]\s*\.(?:\s?\.)+\s*[\])]/g, " … ")
      .replace(/[^\p{L}\p{N}…]+/gu, " ")
      .trim()} `;

  /* What is asked for: [words, isPhrase, isExcluded] each. */
  const read = (query) =>
    [...query.matchAll(/(-?)(?:["“”«»„]([^"“”«»„]*)["“”«»„]|(\S+))/g)]
      .map(([, minus, phrase, word]) => [fold(phrase ?? word).trim(), phrase != null, minus === "-"])
      .filter(([words]) => words);

  const has = (text, words, isPhrase) => text.includes(isPhrase ? ` ${words} ` : ` ${words}`);

  const DATES = ["since", "until"];
  const KNOWN = ["speaker", "country", "topic", "outlet", "source-kind", "kind", "language"];
  const UNSEEN = ["q", "sort", "size", "after", "before", "dates", "in", "page", "name", "order"];

  const isDay = (day) => /^\d{4}(-\d\d){0,2}$/.test(day);

  const filters = (asked) => {
    const made = [];
    for (const name of KNOWN) {
      const wanted = asked.getAll(name).filter(Boolean);
      const unwanted = asked.getAll(`not-${name}`).filter(Boolean);
      if (wanted.length) made.push((one) => wanted.some((value) => meets(one.in[name], value)));
      if (unwanted.length) made.push((one) => !unwanted.some((value) => meets(one.in[name], value)));
    }
    const [since, until] = DATES.map((name) => asked.get(name) ?? "");
    // A day that is not known may be any; one that is known in part, any of its days.
    if (isDay(since)) made.push((one) => one.first !== "" && (!one.last || one.last >= since));
    if (isDay(until)) made.push((one) => one.first !== "" && one.first <= `${until}~`);
    return made;
  };

  const meets = (values, value) => (value === "none" ? !values.length : values.includes(value));

  const find = (asked) => {
    const words = read(asked.get("q") ?? "");
    const kept = filters(asked);
    return entries.filter((one) => {
      one.folded ??= [one.text, ...one.also, `${one.by} ${one.office}`].map(fold);
      const matches = ([text, isPhrase, isExcluded]) =>
        one.folded.some((part) => has(part, text, isPhrase)) !== isExcluded;
      return kept.every((keeps) => keeps(one)) && words.every(matches);
    });
  };

  const card = (one, asked, top) => {
    const made = document.getElementById("frozen-card").content.cloneNode(true);
    made.querySelector(".statement-date").textContent = one.day;
    // A paraphrase is nobody's own words, and never looks like them.
    const [quoted, told] = made.querySelectorAll(".words");
    (one.marks ? told : quoted).remove();
    const words = one.marks ? quoted : told;
    words.lang = one.lang;
    words.dir = one.dir;
    words.querySelector("a").href = top + one.to;
    words.querySelector(".said").textContent = one.text;
    if (one.marks) {
      words.querySelector(".mark-open").textContent = one.marks[0];
      words.querySelector(".mark-close").textContent = one.marks[1];
    }
    made.querySelector(".byline").textContent = [one.by, one.office].filter(Boolean).join(", ");
    for (const text of [one.doubt, one.check, one.kind].filter(Boolean)) {
      const item = document.createElement("li");
      item.textContent = text;
      made.querySelector(".meta").append(item);
    }
    const sought = read(asked.get("q") ?? "").filter(([, , isExcluded]) => !isExcluded);
    const [text] = one.folded;
    const missing = sought.some(([part, isPhrase]) => !has(text, part, isPhrase));
    const wording = missing && one.also.find((other) =>
      sought.every(([part, isPhrase]) => has(fold(other), part, isPhrase)));
    if (wording) {
      const found = made.querySelector(".found-in");
      found.hidden = false;
      found.lastElementChild.textContent = wording;
    }
    return made;
  };

  const show = () => {
    const page = document.getElementById("frozen-search");
    const asked = new URLSearchParams(location.search);
    const found = find(asked);
    if (asked.get("sort") === "oldest") found.reverse();
    for (const field of document.querySelectorAll('input[name="q"]')) {
      field.value = asked.get("q") ?? "";
    }
    const { none, one, many, ignored, top } = page.dataset;
    document.getElementById("frozen-count").textContent =
      found.length === 0 ? none : found.length === 1 ? one : many.replace("{n}", found.length);
    chips(asked);
    const names = [...new Set(asked.keys())].filter((name) => {
      const plain = name.replace(/^not-/, "");
      const isRead = DATES.includes(name) ? isDay(asked.get(name)) : KNOWN.includes(plain);
      return asked.get(name) && !UNSEEN.includes(name) && !isRead;
    });
    const told = document.getElementById("frozen-ignored");
    told.hidden = !names.length;
    told.textContent = ignored.replace("{names}", names.join(", "));
    const list = document.getElementById("frozen-found");
    const more = document.getElementById("frozen-more");
    let shown = 0;
    const add = () => {
      const next = found.slice(shown, shown + SHOWN).map((each) => card(each, asked, top));
      const before = list.lastElementChild;
      list.append(...next);
      shown += SHOWN;
      more.hidden = shown >= found.length;
      // Whoever reads by keyboard goes on with the first that is new.
      if (before) before.nextElementSibling.querySelector("a").focus();
    };
    more.addEventListener("click", add);
    add();
  };

  /* What the list is narrowed to, each with a link to the list without it. */
  const chips = (asked) => {
    const list = document.getElementById("frozen-chips");
    for (const [name, value] of asked) {
      const plain = name.replace(/^not-/, "");
      if (!value || !(KNOWN.includes(plain) || DATES.includes(name))) continue;
      const rest = new URLSearchParams([...asked].filter((pair) => pair[0] !== name || pair[1] !== value));
      const link = document.createElement("a");
      link.className = "chip";
      link.href = `?${rest}`;
      link.textContent = `${name}: ${value} ×`;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
      list.hidden = false;
    }
  };

  document.addEventListener("DOMContentLoaded", show);
})();
