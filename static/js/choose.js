/* "All officials …" in a dialog over the list, with a field that finds by the beginnings of words.

   It is the page that the link leads to: its rows are fetched and become the options of a combobox
   (ARIA Authoring Practices: editable, with a list that is always shown). To pick one is to go
   where its link leads. Where anything fails, the link is followed. */

const PAUSE = 120; // milliseconds between the last key and the question

const dialog = document.getElementById("choose");
const at = (id) => document.getElementById(`choose-${id}`);
const [field, list, leaveOut, shown] = [at("name"), at("options"), at("not"), at("shown")];

let opener = null;
let asking = new AbortController();
let timer = 0;
let active = -1;

const optionOf = (row, place) => {
  const link = row.querySelector(".choice");
  const option = document.createElement("li");
  option.id = `choose-option-${place}`;
  option.role = "option";
  option.className = `choose-option ${link.className}`;
  option.dataset.url = link.href;
  option.dataset.not = row.querySelector(".choice-not")?.href ?? link.href;
  option.append(...link.childNodes);
  return option;
};

const activate = (place) => {
  const options = list.children;
  active = options.length ? (place + options.length) % options.length : -1;
  [...options].forEach((option, number) => {
    option.ariaSelected = String(number === active);
  });
  if (active < 0) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  field.setAttribute("aria-activedescendant", options[active].id);
  options[active].scrollIntoView({ block: "nearest" });
};

const ask = async () => {
  asking.abort();
  asking = new AbortController();
  const url = new URL(opener.href);
  if (field.value.trim()) url.searchParams.set("name", field.value.trim());
  try {
    const response = await fetch(url, { signal: asking.signal });
    if (!response.ok) throw new Error(response.statusText);
    fill(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch (error) {
    if (error.name !== "AbortError") location.assign(opener.href);
  }
};

const fill = (page) => {
  const rows = page.querySelectorAll("#choose-list > li");
  list.replaceChildren(...[...rows].map(optionOf));
  field.ariaExpanded = String(rows.length > 0);
  shown.textContent = page.getElementById("choose-shown").textContent.trim();
  activate(field.value.trim() && rows.length ? 0 : -1);
  list.scrollTop = 0;
};

const pick = (option) => {
  const url = leaveOut.checked ? option.dataset.not : option.dataset.url;
  // The focus goes back to the link that opened the dialog, and stays there.
  dialog.close();
  const asked = new CustomEvent("finding:go", { bubbles: true, cancelable: true, detail: { url } });
  if (opener.dispatchEvent(asked)) location.assign(url);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-choose]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  opener = link;
  at("title").textContent = link.textContent;
  at("page").href = link.href;
  field.value = "";
  leaveOut.checked = false;
  shown.textContent = "";
  list.replaceChildren();
  field.ariaExpanded = "false";
  dialog.showModal();
  field.focus();
  ask();
});

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});

field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") activate(active + 1);
  else if (event.key === "ArrowUp") activate(active < 0 ? -1 : active - 1);
  else if (event.key !== "Enter") return;
  else if (active >= 0) pick(list.children[active]);
  event.preventDefault();
});

list.addEventListener("click", (event) => {
  const option = event.target.closest(".choose-option");
  if (option) pick(option);
});

dialog.addEventListener("close", () => {
  clearTimeout(timer);
  asking.abort();
});
