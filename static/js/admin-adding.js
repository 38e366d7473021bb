"use strict";
/* What makes adding by hand quick: choices with details, a URL that is recognised while it is typed,
   words that go from a citation to the statement and back at a press, the first field in focus.

   All of it is asked of the server or read from the page; nothing depends on this file. */
{
  const PAUSE = 300; // milliseconds between the last key and the question
  const $ = window.django?.jQuery;

  // --- choices ------------------------------------------------------------------------------

  const drawn = (choice) => {
    if (!choice.detail) return choice.text;
    const row = document.createElement("span");
    const detail = document.createElement("span");
    detail.className = "adding-detail";
    detail.textContent = choice.detail;
    row.append(choice.text, detail);
    return row;
  };

  const asked = (select) => (params) => ({
    term: params.term,
    page: params.page,
    app_label: select.dataset.appLabel,
    model_name: select.dataset.modelName,
    field_name: select.dataset.fieldName,
    // The day that admin-said.js has understood: an official's office is that of the day.
    said: select.form?.elements.said?.dataset.understood ?? "",
  });

  const chooseWithDetails = (select) =>
    $(select).select2({ ajax: { data: asked(select) }, templateResult: drawn });

  // Django calls this for the fields of the page and for those of rows that are added.
  const plain = $?.fn.djangoAdminSelect2;
  if (plain) {
    $.fn.djangoAdminSelect2 = function () {
      plain.call(this.not("[data-choices]"));
      this.filter("[data-choices]").each((_, select) => chooseWithDetails(select));
      return this;
    };
  }

  const choose = (select, { id, text }) => {
    if (![...select.options].some((option) => option.value === id)) {
      select.append(new Option(text, id));
    }
    select.value = id;
    $(select).trigger("change");
  };

  // --- the URL of a source ------------------------------------------------------------------

  const own = () => /\/source\/(\d+)\/change\//.exec(location.pathname)?.[1] ?? "";

  const statusBelow = (field) => {
    const status = document.createElement("div");
    status.id = `${field.id}_known`;
    status.className = "help adding-known";
    status.setAttribute("role", "status");
    field.closest(".flex-container").parentElement.append(status);
    const described = field.getAttribute("aria-describedby");
    field.setAttribute("aria-describedby", [described, status.id].filter(Boolean).join(" "));
    return status;
  };

  const linkTo = ({ url, name }) => {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = name;
    return link;
  };

  const recognise = (field) => {
    const status = statusBelow(field);
    const fields = field.form.elements;
    const begun = new Map(); // what this script has put into a field, which it may replace
    let asking = new AbortController();
    let timer = 0;

    const tell = ({ sentence, links = [] }) => {
      status.replaceChildren(sentence);
      links.forEach((link) => status.append(" ", linkTo(link)));
      status.classList.toggle("is-known", links.length > 0);
    };

    const isOpen = (name) => {
      const value = fields[name]?.value ?? null;
      return value === "" || value === begun.get(name);
    };

    const begin = (values) => {
      const { outlet, ...texts } = values;
      if (fields.outlet && isOpen("outlet") && outlet) {
        choose(fields.outlet, outlet);
        begun.set("outlet", outlet.id);
      }
      const names = ["archived_url", "language", "kind"];
      if (!fields.outlet?.value || begun.has("new_outlet")) names.push("new_outlet");
      for (const name of names) {
        // A new form stands at the same language and kind for all; what was changed by hand stays.
        if (!fields[name] || !(isOpen(name) || untouched(fields[name]))) continue;
        if (!texts[name] && !begun.has(name)) continue;
        if (!texts[name] && name !== "new_outlet" && name !== "archived_url") continue;
        fields[name].value = texts[name];
        begun.set(name, texts[name]);
      }
    };

    const untouched = (control) =>
      control.options
        ? [...control.options].every((option) => option.selected === option.defaultSelected)
        : control.value === control.defaultValue;

    const ask = async (isWhole) => {
      clearTimeout(timer);
      asking.abort();
      asking = new AbortController();
      const query = new URLSearchParams({ url: field.value.trim(), pk: own() });
      if (fields._popup) query.set("_popup", "1");
      try {
        const response = await fetch(`${field.dataset.known}?${query}`, { signal: asking.signal });
        if (!response.ok || response.redirected) return tell({ sentence: "" });
        const told = await response.json();
        tell(told);
        if (!isWhole || !told.begun) return;
        begin(told.begun);
        // The address of an archived copy, or of a page that leads on, gives way to the document's.
        if (told.begun.url !== field.value.trim()) field.value = told.begun.url;
      } catch (error) {
        if (error.name !== "AbortError") tell({ sentence: "" });
      }
    };

    field.addEventListener("input", (event) => {
      clearTimeout(timer);
      const isPasted = event.inputType === "insertFromPaste";
      timer = setTimeout(() => ask(isPasted), isPasted ? 0 : PAUSE);
    });
    field.addEventListener("change", () => ask(true));
  };

  // --- words --------------------------------------------------------------------------------

  const button = (label, below) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "adding-words";
    made.textContent = label;
    (below.closest(".flex-container") ?? below).insertAdjacentElement("afterend", made);
    return made;
  };

  const wordings = () =>
    [...document.querySelectorAll('textarea[name^="citations-"][name$="-wording"]')].filter(
      (wording) => !wording.name.includes("__prefix__"),
    );

  const put = (from, into) => {
    into.value = from.value;
    into.dispatchEvent(new Event("input", { bubbles: true }));
    into.dispatchEvent(new Event("change", { bubbles: true }));
    into.focus();
  };

  // A button is there while it has something to give that the other field has not.
  const offer = (made, from, into) => {
    const look = () => {
      made.hidden = !from()?.value.trim() || from().value === into.value;
    };
    made.form?.addEventListener("input", look);
    made.addEventListener("click", () => put(from(), into));
    look();
  };

  const exchangeWords = (text) => {
    const firstWording = () => wordings().find((wording) => wording.value.trim());
    const offered = new Set();
    const offerAll = () =>
      wordings()
        .filter((wording) => !offered.has(wording))
        .forEach((wording) => {
          offered.add(wording);
          offer(button(text.dataset.give, wording), () => text, wording);
        });
    offer(button(text.dataset.take, text), firstWording, text);
    offerAll();
    document.addEventListener("formset:added", () => setTimeout(offerAll));
  };

  // --- the first field ----------------------------------------------------------------------

  const controlOf = (field) =>
    field.classList.contains("select2-hidden-accessible")
      ? field.parentElement.querySelector(".select2-selection")
      : field;

  // In a new statement whose source is kept, the work goes on with the official; with the wording
  // where the official is kept, too.
  const firstField = (form) => {
    const { "citations-0-source": source, "citations-0-wording": wording, speaker, url } = form.elements;
    if (source && !source.value) return source;
    return (speaker?.value && wording) || speaker || url || null;
  };

  window.addEventListener("load", () => {
    const url = document.querySelector("input[data-known]");
    if (url && $) recognise(url);
    const text = document.querySelector("textarea[data-take]");
    if (text) exchangeWords(text);
    const form = document.querySelector("#statement_form, #source_form");
    const isNew = document.querySelector("#django-admin-form-add-constants[data-model-name]");
    if (!form || !isNew || document.querySelector(".errornote")) return;
    // After Django's own script, which would choose the button that saves.
    const field = firstField(form);
    if (field && $) $(() => setTimeout(() => controlOf(field).focus()));
  });
}
