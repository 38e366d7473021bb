"use strict";
/* The keys of the admin. What they are is read from the dialog that lists them (quotes/admin/keys.py).

   Keys of one character can be switched off for this browser (WCAG 2.2, 2.1.4), and do nothing while
   somebody types, nor with Ctrl, Alt or Meta: those belong to the browser. Only Ctrl+K is
   taken, and Ctrl+Enter and Ctrl+S where there is a form to save. */
{
  const OFF = "archive-keys-off";
  // Milliseconds in which the second key of two follows the first.
  const FOLLOWS = 1500;

  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  const on = document.getElementById("keys-on");

  // A browser may refuse to keep anything; then the setting holds for the page.
  const kept = {
    read() {
      try {
        return localStorage.getItem(OFF) !== "1";
      } catch {
        return true;
      }
    },
    write(isOn) {
      try {
        if (isOn) localStorage.removeItem(OFF);
        else localStorage.setItem(OFF, "1");
      } catch {
        /* The checkbox itself remembers it. */
      }
    },
  };

  const types = (element) =>
    element.isContentEditable ||
    Boolean(element.closest("textarea, select, [role=combobox], [role=searchbox], [role=textbox]")) ||
    (element.matches("input") &&
      !["checkbox", "radio", "button", "submit", "reset", "image"].includes(element.type));

  const rows = () => [...document.querySelectorAll("#result_list tbody tr")];
  const linkOf = (row) => row.querySelector("th a, td a") ?? row.querySelector(".action-select");
  const current = () => document.activeElement.closest?.("#result_list tbody tr");

  const move = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (!next) return false;
    linkOf(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (element) => {
    element?.click();
    return Boolean(element);
  };

  const focus = (element) => {
    element?.focus();
    element?.select?.();
    return Boolean(element);
  };

  const save = (names) => {
    const form =
      document.activeElement.closest?.("#content-main form, #content form") ??
      document.querySelector("#content-main form:has(.submit-row)");
    const button = names
      .map((name) => form?.querySelector(`.submit-row ${name}`))
      .find((found) => found);
    if (!button) return false;
    form.requestSubmit(button);
    return true;
  };

  const open = () => {
    on.checked = kept.read();
    if (!dialog.open) dialog.showModal();
    return true;
  };

  // Each answers whether it did something; if not, the key is the browser's.
  const ACTS = {
    help: open,
    search: () => 
      focus(document.getElementById("searchbar") ?? document.getElementById("nav-filter")),
    palette: () => document.dispatchEvent(new Event("palette:open")),
    next: () => move(1),
    previous: () => move(-1),
    // The link of the row has the focus, and Enter is its own key.
    open: () => false,
    select: () => press(current()?.querySelector(".action-select")),
    save: () => save(["[name=_save]", ".default", "[type=submit]"]),
    stay: () => save(["[name=_continue]", "[name=_save]"]),
    preview: () =>
      press(document.querySelector("[name=_preview], .object-tools a[href$='/preview/']")),
    // One key is too little for what the public reads: these lead there, and Enter does it.
    publish: () => focus(document.getElementById("review-publish")),
    sendBack: () => focus(document.querySelector("#review_form [name=sent_back_because]")),
    nextReview: () => press(document.getElementById("review-next")),
    comment: () => focus(document.querySelector("#comment_form textarea")),
  };

  const shortcuts = new Map(
    [...dialog.querySelectorAll("[data-keys]")].map((row) => [row.dataset.keys, row.dataset]),
  );
  const firsts = new Set([...shortcuts.keys()].filter((keys) => keys.includes(" ")).map((keys) => keys[0]));

  const run = ({ url, act }) => {
    if (url) {
      location.assign(url);
      return true;
    }
    return ACTS[act]();
  };

  let first = "";
  let pressedAt = 0;

  const single = (event) => {
    if (!kept.read() || !on.checked || types(event.target) || dialog.open) return "";
    if (event.ctrlKey || event.altKey || event.metaKey) return "";
    const isSecond = first && event.timeStamp - pressedAt < FOLLOWS;
    const keys = isSecond ? `${first} ${event.key}` : event.key;
    first = !isSecond && firsts.has(event.key) ? event.key : "";
    pressedAt = event.timeStamp;
    return keys;
  };

  const held = (event) =>
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      ? `Ctrl+${event.key.length === 1 ? event.key.toUpperCase() : event.key}`
      : "";

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || dialog.open) return;
    const shortcut = shortcuts.get(held(event) || single(event));
    if (shortcut && run(shortcut)) event.preventDefault();
  });

  on.checked = kept.read();
  on.addEventListener("change", () => kept.write(on.checked));
  // The page for a new password has no such links.
  opener?.addEventListener("click", open);
  opener?.parentElement.removeAttribute("hidden");
}
