"use strict";
/* Below the words of a statement: statements that have alike ones, while it is typed.

   What is alike is decided on the server, which asks once more when a new statement is saved.
   Nothing depends on this file. */
{
  const PAUSE = 500; // milliseconds between the last key and the question
  const LEAST = 8; // characters; fewer are like everything
  const ASKED_FOR = /^(text|speaker|said|language|citations-\d+-(wording|DELETE))$/;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const wordings = (form) =>
    [...form.querySelectorAll('textarea[name^="citations-"][name$="-wording"]')]
      .filter((one) => !form.elements[one.name.replace(/wording$/, "DELETE")]?.checked)
      .map((one) => one.value);

  const difference = (pieces, label) => {
    const details = element("details");
    const words = element("p", "alike-difference");
    words.dir = "auto";
    const names = { insert: "ins", delete: "del", same: "span", omitted: "span" };
    for (const [op, text] of pieces) {
      words.append(element(names[op], op === "omitted" ? "is-omitted" : "", text));
    }
    details.append(element("summary", "", label), words);
    return details;
  };

  const shown = (found, labels) => {
    const box = element("div", found.very ? "alike-one is-very" : "alike-one");
    box.append(element("p", "", found.told));
    if (found.caution) box.append(element("p", "alike-caution", found.caution));
    const actions = element("div", "alike-actions");
    if (found.add && found.same_speaker) {
      const add = element("button", "alike-add", labels.alikeAdd);
      add.type = "submit";
      add.formNoValidate = true;
      add.setAttribute("formaction", found.add);
      actions.append(add);
    }
    const look = element("a", "", labels.alikeLook);
    look.href = found.look;
    look.target = "_blank";
    look.rel = "noopener";
    actions.append(look);
    box.append(actions);
    if (found.difference.length) {
      box.append(difference(found.difference, labels.alikeDifference));
    }
    return box;
  };

  const begin = (field, $) => {
    const { form } = field;
    const list = element("div", "alike");
    list.setAttribute("role", "status");
    (field.closest(".form-row") ?? field.parentElement).append(list);
    let asking = new AbortController();
    let timer = 0;
    let before = "";

    const tell = (found) => {
      // The same once more would be read out once more.
      const said = JSON.stringify(found);
      if (said === before) return;
      before = said;
      list.replaceChildren(...found.map((one) => shown(one, field.dataset)));
    };

    const ask = async () => {
      asking.abort();
      asking = new AbortController();
      const words = [field.value, ...wordings(form)].filter((one) => one.trim().length >= LEAST);
      const speaker = form.elements.speaker?.value;
      if (!words.length || !speaker) return tell([]);
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("speaker", speaker);
      body.set("said", form.elements.said?.dataset.understood ?? "");
      body.set("language", form.elements.language?.value ?? "");
      body.set("without", field.dataset.alikeWithout);
      for (const one of words) body.append("words", one);
      try {
        const response = await fetch(field.dataset.alike, {
          method: "POST",
          body,
          signal: asking.signal,
        });
        // Who has been signed out meanwhile is sent to a page that is no answer.
        tell(response.ok && !response.redirected ? (await response.json()).found : []);
      } catch (error) {
        if (error.name !== "AbortError") tell([]);
      }
    };

    const askSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };

    // Select2 tells of a choice by jQuery alone.
    $(form).on("input change", (event) => {
      if (ASKED_FOR.test(event.target.name)) askSoon();
    });
    document.addEventListener("formset:removed", askSoon);
    ask();
  };

  window.addEventListener("load", () => {
    const field = document.querySelector("textarea[data-alike]");
    const $ = window.django?.jQuery;
    if (field && $) begin(field, $);
  });
}
