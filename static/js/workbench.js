"use strict";
/* The workbench by keys: one card at a time, decided without leaving the page.

   Each card is a form that works without this file; what it sends is the same. The page has one
   card; the others are lines until they are looked at. What is typed is kept a moment after the
   typing, and what others decide is asked for every few seconds. */
{
  const KEEP = 800; // milliseconds after the last change
  const ASK = 4000; // milliseconds between two looks at what others did
  const FOLLOWS = 1500; // as in admin-keys.js: the second key after "g" is not ours

  const bench = document.getElementById("workbench");
  const told = document.getElementById("workbench-told");
  const $ = window.django?.jQuery;
  const cards = () => [...bench.querySelectorAll(".card")];
  const current = () => bench.querySelector(".card.is-current");
  const marksOf = (pk) => [...bench.querySelectorAll("mark[data-cards]")].filter((mark) => mark.dataset.cards.split(" ").includes(pk));
  // Where the article and its cards stand below each other (workbench.css).
  const isNarrow = window.matchMedia("(max-width: 63.99rem)");
  const decided = [];
  const timers = new Map();
  const busy = new Set();
  let editing = null;
  // A tap on a button takes the selection away before the button is told of it.
  let lastSelected = null;

  const say = (text, refused = false) => {
    told.textContent = text;
    told.classList.toggle("is-refused", refused);
  };

  const isOpen = (card) => card.dataset.decision === "open";
  const isRow = (card) => "row" in card.dataset;
  const again = (card) => document.getElementById(card.id);

  // --- one card at a time ----------------------------------------------------------------------

  const select = (card, { focus = true, scroll = true } = {}) => {
    if (!card) return;
    stopEditing();
    for (const other of cards()) other.classList.toggle("is-current", other === card);
    const own = marksOf(card.dataset.pk);
    for (const mark of bench.querySelectorAll("mark")) {
      mark.classList.toggle("is-current", own.includes(mark));
    }
    // The card follows its paragraph, and ought to come into sight together with it.
    if (scroll) own[0]?.scrollIntoView({ block: isNarrow.matches ? "start" : "center" });
    if (focus) card.focus({ preventScroll: true });
    history.replaceState(null, "", `#${card.id}`);
    // The next one is made meanwhile, as it is most often looked at next.
    whole(card).then((made) => {
      const all = cards();
      const behind = all.slice(all.indexOf(made) + 1).find(isOpen);
      if (behind && made.classList.contains("is-current")) whole(behind).catch(() => {});
    }, () => say(bench.dataset.lost, true));
  };

  // The card of a line, asked for once; rejects where the server does not answer.
  const asked = new Map();
  const whole = (card) => {
    const now = again(card) ?? card;
    if (!isRow(now)) return Promise.resolve(now);
    if (!asked.has(card.id)) {
      asked.set(card.id, refresh(now, true).then(() => again(card)).finally(() => asked.delete(card.id)));
    }
    return asked.get(card.id);
  };

  const move = (by) => {
    const all = cards();
    say("");
    select(all[Math.min(all.length - 1, Math.max(0, all.indexOf(current()) + by))]);
  };

  const next = (from) => {
    const all = cards();
    const at = all.indexOf(from);
    const waiting = [...all.slice(at + 1), ...all.slice(0, at)].find(isOpen);
    if (waiting) select(waiting);
    else {
      select(from);
      say(`${told.textContent} ${bench.dataset.last}`);
      // What is left to be done with the article is one key away.
      const way = document.querySelector("#workbench-send:not([hidden]) button") ?? document.getElementById("workbench-next");
      way?.focus();
    }
  };

  const count = () => {
    const number = String(cards().filter((card) => !isOpen(card)).length);
    const places = [...document.querySelectorAll("[data-decided]")];
    if (places.every((place) => place.textContent === number)) return;
    for (const place of places) place.textContent = number;
    // How many of the certain ones are left, their page says.
    const certain = document.getElementById("workbench-certain");
    if (certain) certain.textContent = certain.dataset.later;
  };

  const offerToSend = (label) => {
    const form = document.getElementById("workbench-send");
    if (!form) return;
    form.hidden = !label;
    form.querySelector("button").textContent = label;
  };

  // --- what is sent ----------------------------------------------------------------------------

  const replace = (card, html) => {
    const made = new DOMParser().parseFromString(html, "text/html").querySelector(".card");
    const hadFocus = card.contains(document.activeElement);
    made.classList.toggle("is-current", card.classList.contains("is-current"));
    card.replaceWith(made);
    ready(made);
    if (hadFocus) made.focus({ preventScroll: true });
    for (const mark of marksOf(made.dataset.pk)) {
      const all = mark.dataset.cards.split(" ").map((pk) => document.getElementById(`card-${pk}`)?.dataset.decision);
      const decision = all.includes("open") ? "open" : made.dataset.decision;
      mark.className = `is-${decision}${mark.classList.contains("is-current") ? " is-current" : ""}`;
    }
    count();
    return made;
  };

  const spansOf = (card) => card.querySelector("[name=spans]")?.value.trim() ?? "";

  const ask = async (card, act) => {
    const { pk } = card.dataset;
    busy.add(pk);
    clearTimeout(timers.get(pk));
    timers.delete(pk);
    const body = new FormData(card.querySelector("form"));
    body.set("act", act);
    const before = card.dataset.spans;
    try {
      const response = await fetch(card.querySelector("form").action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
        say(response.redirected || response.status === 403 ? bench.dataset.signedOut : bench.dataset.lost, true);
        return;
      }
      const answer = await response.json();
      const spans = answer.spans.map((span) => span.join("-")).join(" ");
      if (act === "keep" && answer.done) {
        card.dataset.version = answer.version;
        // Other words have other marks in the article.
        if (spans !== before) location.reload();
        // Of another official other statements are there already.
        const fresh = new DOMParser().parseFromString(answer.html, "text/html").querySelector(".card-known");
        if (fresh) card.querySelector(".card-known")?.replaceWith(fresh);
        return;
      }
      const made = replace(card, answer.html);
      offerToSend(answer.send);
      say(answer.told, !answer.done);
      if (!answer.done) {
        select(made, { scroll: false });
        made.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
      } else if (act === "undo" || act === "spread") select(made);
      else {
        decided.push(pk);
        if (spans !== before) location.reload();
        else next(made);
      }
    } catch {
      say(bench.dataset.lost, true);
    } finally {
      busy.delete(pk);
    }
  };

  // One after the other: a key may be pressed while what was typed is still being kept.
  let sending = Promise.resolve();
  const send = ({ id }, act) => {
    sending = sending.then(async () => {
      const card = await whole(document.getElementById(id));
      if (isOpen(card) !== (act === "undo")) return ask(card, act);
    }).catch(() => say(bench.dataset.lost, true));
    return sending;
  };

  const keepSoon = (card) => {
    const { pk } = card.dataset;
    clearTimeout(timers.get(pk));
    timers.set(pk, setTimeout(() => send(card, "keep"), KEEP));
  };

  const press = (card, selector) => {
    const button = card?.querySelector(selector);
    button?.click();
    return Boolean(button);
  };

  const undo = () => {
    const card = document.getElementById(`card-${decided.pop()}`) ?? current();
    if (card && !isOpen(card)) send(card, "undo");
  };

  const merge = (card) => {
    const first = card.querySelector("[data-merge]");
    if (first?.dataset.merge === "public") {
      // One key is too little for what the public reads.
      card.querySelector(".card-merge").open = true;
      first.focus();
      say(bench.dataset.public);
      return;
    }
    if (first) {
      first.click();
      return;
    }
    const part = card.querySelector(".card-merge");
    if (!part) return;
    part.open = true;
    const field = part.querySelector("select");
    if ($) $(field).select2("open");
    else field.focus();
  };

  // --- the ends of the words -------------------------------------------------------------------

  // Offsets count code points, as the server does; ranges of the browser count UTF-16.
  const length = (text) => [...text].length;
  const paragraphs = () => [...bench.querySelectorAll(".workbench-text")];

  const offsetOf = (node, at) => {
    const place = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.(".workbench-text");
    if (!place) return null;
    const range = document.createRange();
    range.selectNodeContents(place);
    range.setEnd(node, at);
    return Number(place.dataset.start) + length(range.toString());
  };

  const pointAt = (offset) => {
    const place = paragraphs().findLast((one) => Number(one.dataset.start) <= offset);
    let left = offset - Number(place.dataset.start);
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    let last = node;
    while (node) {
      const own = [...node.data];
      if (left <= own.length) return [node, own.slice(0, left).join("").length];
      left -= own.length;
      last = node;
      node = walker.nextNode();
    }
    return [last, last.data.length];
  };

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = offsetOf(range.startContainer, range.startOffset);
    const end = offsetOf(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : [start, end];
  };

  const show = ([start, end]) => {
    const selection = getSelection();
    selection.setBaseAndExtent(...pointAt(start), ...pointAt(end));
  };

  const piecesOf = (card) => spansOf(card).split(" ").filter(Boolean).map((span) => span.split("-").map(Number));

  const edit = (card) => {
    const spans = piecesOf(card);
    if (!isOpen(card) || !spans.length) return;
    const piece = editing?.card === card ? (editing.piece + 1) % spans.length : 0;
    editing = { card, piece };
    lastSelected = null;
    bench.classList.add("is-editing");
    card.querySelector("[data-edit]").textContent = bench.dataset.take;
    show(spans[piece]);
    marksOf(card.dataset.pk)[0]?.scrollIntoView({ block: "center" });
    say(bench.dataset.editing);
  };

  const stopEditing = () => {
    if (!editing) return;
    editing.card.querySelector("[data-edit]").textContent = editing.card.dataset.edit;
    editing = null;
    bench.classList.remove("is-editing");
    getSelection().removeAllRanges();
    say("");
  };

  const take = (span = selected()) => {
    const { card, piece } = editing;
    if (!span) return stopEditing();
    const spans = piecesOf(card);
    spans[piece] = span;
    card.querySelector("[name=spans]").value = spans.map((one) => one.join("-")).join(" ");
    // The words follow the offsets: an empty field says nothing against them.
    card.querySelector(`[name=words_${piece}]`).value = "";
    stopEditing();
    send(card, "keep");
  };

  // A word further in the paragraphs of the page, from an offset.
  const words = () => {
    const found = [];
    for (const place of paragraphs()) {
      let at = Number(place.dataset.start);
      for (const part of place.textContent.split(/(\s+)/)) {
        const end = at + length(part);
        if (part.trim()) found.push([at, end]);
        at = end;
      }
    }
    return found;
  };

  const MOVES = {
    ArrowRight: ([start, end], all) => [start, all.find((word) => word[1] > end)?.[1] ?? end],
    ArrowLeft: ([start, end], all) => [start, all.findLast((word) => word[1] < end && word[1] > start)?.[1] ?? end],
    ArrowDown: ([start, end], all) => [all.find((word) => word[0] > start && word[0] < end)?.[0] ?? start, end],
    ArrowUp: ([start, end], all) => [all.findLast((word) => word[0] < start)?.[0] ?? start, end],
  };

  const editKey = (event) => {
    if (event.key === "Escape") stopEditing();
    else if (event.key === "Enter") take();
    else if (event.shiftKey && MOVES[event.key]) {
      const span = selected();
      if (span) show(MOVES[event.key](span, words()));
    } else return false;
    return true;
  };

  const hasSelected = () => {
    const span = selected();
    lastSelected = span ?? lastSelected;
    document.getElementById("workbench-mark").hidden = !span || Boolean(editing);
  };

  const mark = (span = selected()) => {
    const form = document.querySelector(".workbench-missed form");
    if (!span) {
      form.elements.words.focus();
      return;
    }
    form.elements.spans.value = span.join("-");
    form.elements.words.required = false;
    form.submit();
  };

  // --- the sentences of a transcript -----------------------------------------------------------

  const turns = () => [...bench.querySelectorAll(".workbench-turn:not(.is-question)")];
  const startOf = (heading) => Number(heading.id.slice("turn-".length));
  // From where the next sentence is looked for, unless words are selected.
  let reading = null;

  const allSentences = () =>
    [...bench.querySelectorAll("[data-sentences]")].flatMap((place) => {
      const starts = place.dataset.sentences.split(" ").map(Number);
      // The last number is where the words end.
      return starts.slice(0, -1).map((start, at) => [start, trimmed(starts[at + 1], start, place)]);
    });

  // Without the blanks before the next sentence.
  const trimmed = (end, start, place) => {
    const from = Number(place.dataset.start);
    const words = [...place.textContent].slice(start - from, end - from).join("");
    return start + length(words.trimEnd());
  };

  const inSight = (span) => {
    show(span);
    const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
    if (top < 120 || bottom > innerHeight - 40) scrollBy({ top: top - innerHeight / 3 });
  };

  const sentence = (more) => {
    const span = selected();
    const mark = current() && marksOf(current().dataset.pk).at(-1);
    const from = span?.[1] ?? reading ?? (mark ? offsetOf(mark, mark.childNodes.length) : 0);
    const all = allSentences();
    const found = all.find(([start]) => start >= from) ?? (span ? null : all[0]);
    if (!found) return;
    reading = null;
    inSight([more && span ? span[0] : found[0], found[1]]);
  };

  const turn = (by) => {
    const all = turns();
    if (!all.length) return;
    const here = selected()?.[0] ?? reading ?? -1;
    const behind = all.findIndex((heading) => startOf(heading) > here);
    const own = (behind < 0 ? all.length : behind) - 1;
    const to = all[Math.min(all.length - 1, Math.max(0, own + by))];
    getSelection().removeAllRanges();
    reading = startOf(to);
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
  };

  const offsetUnder = ({ clientX, clientY }) => {
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    if (caret) return offsetOf(caret.offsetNode, caret.offset);
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    return range ? offsetOf(range.startContainer, range.startOffset) : null;
  };

  // A press takes the sentence, one with Shift as far as the sentence there.
  const pick = (event) => {
    const place = event.target.closest("[data-sentences]");
    const chosen = selected();
    if (!place || editing || event.detail > 1 || (chosen && !event.shiftKey)) return;
    const at = chosen ? null : offsetUnder(event);
    const all = allSentences();
    const of = (offset) => all.find(([start, end]) => start <= offset && offset <= end);
    const first = of(chosen ? chosen[0] : at);
    const last = of(chosen ? chosen[1] : at);
    if (first && last) show([first[0], last[1]]);
  };

  // --- keys ------------------------------------------------------------------------------------

  const types = (element) =>
    element.isContentEditable ||
    Boolean(element.closest("textarea, select, [role=combobox], [role=searchbox], [role=textbox]")) ||
    (element.matches("input") && !["checkbox", "radio", "button", "submit"].includes(element.type));

  const ACTS = {
    j: () => move(1),
    k: () => move(-1),
    a: (card) => press(card, "[name=act][value=accept]"),
    r: (card) => press(card, "[name=act][value=reject]"),
    m: (card) => merge(card),
    h: (card) => press(card, "[data-known]"),
    d: (card) => press(card, "[name=act][value=spread]"),
    u: () => undo(),
    e: (card) => edit(card),
    n: () => mark(),
    o: (card) => $ && $(card).find("[name=speaker]").select2("open"),
    A: () => press(document, "#workbench-certain"),
    w: (card) => {
      const field = card.querySelector("[name=new_speaker]");
      if (!field) return;
      field.closest("details").open = true;
      field.focus();
    },
    s: () => sentence(false),
    S: () => sentence(true),
    t: () => turn(1),
    T: () => turn(-1),
  };
  // What is done with a card waits for it.
  const OF_CARD = new Set(["a", "r", "m", "h", "d", "e", "o", "w"]);
  const OF_PAGE = new Set(["n", "A", "s", "S", "t", "T"]);

  let before = "";
  let beforeAt = 0;

  const key = (event) => {
    const dialog = document.getElementById("keys");
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || dialog?.open) return;
    if (event.key === "Escape" && types(event.target) && event.target.closest(".card")) {
      event.target.closest(".card").focus({ preventScroll: true });
      return;
    }
    if (types(event.target)) return;
    if (editing && editKey(event)) {
      event.preventDefault();
      return;
    }
    const follows = before === "g" && event.timeStamp - beforeAt < FOLLOWS;
    before = event.key;
    beforeAt = event.timeStamp;
    if (follows || document.getElementById("keys-on")?.checked === false) return;
    if (!Object.hasOwn(ACTS, event.key) || event.repeat) return;
    const card = current();
    if (!card && !OF_PAGE.has(event.key)) return;
    event.preventDefault();
    if (!OF_CARD.has(event.key)) ACTS[event.key](card);
    else if (isRow(card)) whole(card).then(ACTS[event.key], () => say(bench.dataset.lost, true));
    else ACTS[event.key](card);
  };

  // --- what others do --------------------------------------------------------------------------

  const refresh = async (card, anyway = false) => {
    const address = `${bench.dataset.card}${card.dataset.pk}/`;
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) {
      if (anyway) throw new Error(response.status);
      return;
    }
    const answer = await response.json();
    const isNews = answer.version > Number(card.dataset.version);
    // Meanwhile somebody has typed in it, or it was decided here.
    const isOurs = busy.has(card.dataset.pk) || timers.has(card.dataset.pk) || !card.isConnected;
    if (isOurs || !(isNews || anyway)) return;
    const isCurrent = card.classList.contains("is-current");
    replace(card, answer.html);
    if (isCurrent && isNews) say(`${bench.dataset.elsewhere} ${answer.told}`);
  };

  const look = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(bench.dataset.state, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const { proposals } = await response.json();
      for (const card of cards()) {
        const [version, decision] = proposals[card.dataset.pk] ?? [];
        const isTyped = card.contains(document.activeElement) && types(document.activeElement);
        const waits = isTyped && decision === "open";
        const isNews = version > Number(card.dataset.version);
        if (isNews && isRow(card) && decision === card.dataset.decision) card.dataset.version = version;
        else if (isNews && !waits && !busy.has(card.dataset.pk)) await refresh(card);
      }
    } catch {
      /* The next look may be answered. */
    }
  };

  // --- the beginning ---------------------------------------------------------------------------

  const ready = (card) => {
    const form = card.querySelector("form");
    const button = card.querySelector("[data-edit]");
    card.dataset.spans = spansOf(card);
    if (button) {
      card.dataset.edit = button.textContent;
      button.hidden = false;
      // A press would take the selection away before it is read.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => (editing?.card === card ? take(lastSelected) : edit(card)));
    }
    if ($) $(card).find(".admin-autocomplete").not("[name*=__prefix__]").djangoAdminSelect2();
    document.dispatchEvent(new Event("card:made"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(card, event.submitter?.value ?? "keep");
    });
    // Who is named anew is meant, and whoever is chosen: never both.
    const { speaker, new_speaker: named } = form.elements;
    named?.addEventListener("input", () => {
      if (!named.value.trim() || !speaker.value) return;
      speaker.value = "";
      $?.(speaker).trigger("change.select2");
    });
    const chosen = () => {
      if (speaker.value) named.value = "";
    };
    if ($ && speaker) $(speaker).on("change", chosen);
    else speaker?.addEventListener("change", chosen);
    const changed = (event) => {
      if (isOpen(card) && !event.target.name?.startsWith("words_") && event.target.name !== "statement" && event.target.name !== "reason") keepSoon(card);
    };
    // Select2 tells of a choice by jQuery alone.
    if ($) $(form).on("input change", changed);
    else form.addEventListener("input", changed);
  };

  const begin = () => {
    bench.classList.add("has-keys");
    for (const card of cards()) {
      if (isRow(card)) card.tabIndex = -1;
      else ready(card);
    }
    for (const button of document.querySelectorAll("[data-go]")) {
      button.hidden = !cards().length;
      button.addEventListener("click", () => move(Number(button.dataset.go)));
    }
    bench.addEventListener("click", (event) => {
      const of = event.target.closest("mark[data-cards]");
      if (!of) pick(event);
      if (!of || editing || !getSelection().isCollapsed) return;
      const card = document.getElementById(`card-${of.dataset.cards.split(" ")[0]}`);
      event.preventDefault();
      say("");
      select(card, { scroll: false });
    });
    document.addEventListener("keydown", key, true);
    document.addEventListener("selectionchange", hasSelected);
    const marker = document.getElementById("workbench-mark");
    marker.addEventListener("pointerdown", (event) => event.preventDefault());
    marker.addEventListener("click", () => mark(lastSelected));
    const parts = document.querySelector("#keys .keys-parts");
    const own = document.getElementById("workbench-keys");
    if (parts && own) parts.prepend(own.content.cloneNode(true));
    const opener = document.getElementById("keys-open");
    const ownOpener = document.getElementById("workbench-keys-open");
    if (opener && ownOpener) {
      ownOpener.hidden = false;
      ownOpener.addEventListener("click", () => opener.click());
    }
    const named = location.hash && document.querySelector(`.card${CSS.escape ? `#${CSS.escape(location.hash.slice(1))}` : ""}`);
    const first = named || cards().find(isOpen) || cards()[0];
    // Whoever opens the article for the first time reads from its top; whoever comes back goes on.
    select(first, { scroll: first !== cards()[0] || first === named });
    setInterval(look, ASK);
  };

  window.addEventListener("load", begin);
}
