/* The list of statements in place: its links and forms replace #finding, not the page.

   htmx asks for the page that a link leads to and takes #finding out of it, keeps the address and
   the history, and puts the focus back on what has the same id. This file adds what a reader needs
   besides: disclosures stay as they were, the focus is never lost and stays in its place on the
   screen, what is shown now is announced, and whatever goes wrong becomes an ordinary visit to the
   same address.

   Other scripts ask for an address by the event "finding:go", with detail.url, on an element inside
   #finding; who sees it not prevented goes there by itself. */

const region = () => document.getElementById("finding");
const heading = () => document.getElementById("heading");

let open = new Map();
let focused = "";
let place = 0;

const visit = (event) => {
  const { finalRequestPath, requestPath } = event.detail.pathInfo;
  location.assign(finalRequestPath || requestPath);
};

const remember = () => {
  open = new Map([...region().querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  const active = document.activeElement;
  focused = region().contains(active) ? active.id || "heading" : "";
  place = active.getBoundingClientRect().top;
};

const keepDisclosures = () => {
  for (const one of region().querySelectorAll("details[id]")) {
    one.open = open.get(one.id) ?? one.open;
  }
};

const keepFocus = () => {
  if (focused && !region().contains(document.activeElement)) {
    (document.getElementById(focused) ?? heading()).focus({ preventScroll: true });
  }
  // It may be there, but not be able to have the focus.
  if (focused && !region().contains(document.activeElement)) {
    heading().focus({ preventScroll: true });
  }
};

/** What has the focus stands where it stood on the screen, whatever grew or shrank above it. */
const keepPlace = () => {
  const active = document.activeElement;
  if (!focused || active.id !== focused) return;
  scrollBy({ top: active.getBoundingClientRect().top - place, behavior: "instant" });
};

/** The search keeps to what the list is narrowed by, and says so. */
const followScope = (asked, words) => {
  const field = document.getElementById("site-search");
  for (const old of field.form.querySelectorAll("input[type=hidden]")) old.remove();
  const kept = [...asked].filter(([name, value]) => value && !unkept.has(name));
  const isNarrowed = kept.some(([name]) => name !== "sort");
  for (const [name, value] of isNarrowed ? kept : []) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value });
    field.form.append(hidden);
  }
  document.getElementById("search-scope").hidden = !isNarrowed;
  const everything = document.getElementById("search-everything");
  everything.search = words ? `?${new URLSearchParams({ q: words })}` : "";
};

const unkept = new Set(["q", "in", "size", "after", "before"]);

/** The switch to another language leads to the list as it is now. */
const followLanguages = () => {
  for (const link of document.querySelectorAll(".languages a")) {
    const there = new URL(link.href);
    there.searchParams.set("page", location.pathname + location.search);
    link.href = there.href;
  }
};

/** What stands outside the region and follows the address: the search field, the switch of the
    language, the live region. */
const follow = () => {
  const asked = new URLSearchParams(location.search);
  const words = asked.get("q") ?? "";
  document.getElementById("site-search").value = words;
  followScope(asked, words);
  followLanguages();
  const announcement = document.getElementById("announcement");
  announcement.textContent = "";
  // The same text twice is no change, and would not be read.
  setTimeout(() => {
    announcement.textContent = heading().textContent;
  }, 50);
};

const on = (name, act) => document.body.addEventListener(`htmx:${name}`, act);

// An empty field asks nothing, and the address need not say so.
on("configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData.entries()]) {
    if (value === "" || (name === "dates" && value === "possibly")) detail.formData.delete(name);
  }
});

on("beforeSwap", (event) => {
  const { detail } = event;
  if (!detail.shouldSwap) return;
  if (!detail.serverResponse.includes('id="finding"')) {
    detail.shouldSwap = false;
    visit(event);
    return;
  }
  remember();
});

on("afterSettle", ({ detail }) => {
  if (!detail.requestConfig) return;
  keepDisclosures();
  const asked = detail.requestConfig.elt;
  if (asked.closest(".pages")) {
    heading().scrollIntoView({ behavior: "instant" });
    heading().focus({ preventScroll: true });
  } else {
    keepFocus();
    keepPlace();
  }
  follow();
});

on("historyRestore", follow);

for (const failure of ["responseError", "sendError", "timeout", "swapError"]) on(failure, visit);
on("historyCacheMissLoadError", () => location.reload());

document.addEventListener("finding:go", (event) => {
  if (!window.htmx || !region()?.contains(event.target)) return;
  event.preventDefault();
  const url = new URL(event.detail.url, location.href);
  window.htmx.ajax("get", url.pathname + url.search, {
    source: "#finding",
    target: "#finding",
    select: "#finding",
    swap: "outerHTML",
  });
});
