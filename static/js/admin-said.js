"use strict";
/* Below the date of a statement: what it is read as while it is typed, and the office held then.

   The words are read on the server, as they are when the form is saved; the phrase counts from the
   source of the first citation, so a change of either asks again. Nothing depends on this file. */
{
  const PAUSE = 300; // milliseconds between the last key and the question
  const NOTHING = { hint: "" };
  const ASKED_FOR = /^(said|speaker|citations-\d+-(source|position|DELETE))$/;

  const partOf = (source, part) =>
    document.getElementsByName(source.name.replace(/source$/, part))[0];

  const position = (source) => Number(partOf(source, "position")?.value) || 0;

  const sources = () => [...document.querySelectorAll('select[name^="citations-"][name$="-source"]')];

  const firstSource = () =>
    sources()
      .filter((one) => one.value && !partOf(one, "DELETE")?.checked)
      .sort((one, other) => position(one) - position(other))[0]?.value ?? "";

  const hintBelow = (field) => {
    const hint = document.createElement("div");
    hint.id = `${field.id}_understood`;
    hint.className = "help";
    hint.setAttribute("role", "status");
    hint.setAttribute("aria-live", "polite");
    field.closest(".flex-container").parentElement.append(hint);
    const described = field.getAttribute("aria-describedby");
    field.setAttribute("aria-describedby", [described, hint.id].filter(Boolean).join(" "));
    return hint;
  };

  const begin = (field, $) => {
    const hint = hintBelow(field);
    let asking = new AbortController();
    let timer = 0;

    const tell = ({ hint: text, warning = false, said = "" }) => {
      // The same words once more would be read out once more.
      if (hint.textContent !== text) hint.textContent = text;
      hint.classList.toggle("is-warning", warning);
      // Lists of officials show the office of that day.
      field.dataset.understood = said;
    };

    const ask = async () => {
      asking.abort();
      asking = new AbortController();
      const phrase = field.value.trim();
      if (!phrase) return tell(NOTHING);
      const speaker = field.form.elements.speaker?.value ?? "";
      const query = new URLSearchParams({ phrase, speaker, source: firstSource() });
      try {
        const response = await fetch(`${field.dataset.said}?${query}`, { signal: asking.signal });
        // Who has been signed out meanwhile is sent to a page that is no answer.
        tell(response.ok && !response.redirected ? await response.json() : NOTHING);
      } catch (error) {
        if (error.name !== "AbortError") tell(NOTHING);
      }
    };

    const askSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    };

    // Select2 tells of a choice by jQuery alone.
    $(field.form).on("input change", (event) => {
      if (ASKED_FOR.test(event.target.name)) askSoon();
    });
    document.addEventListener("formset:removed", askSoon);
    ask();
  };

  window.addEventListener("load", () => {
    const field = document.querySelector("input[data-said]");
    const $ = window.django?.jQuery;
    // Without a citation to choose, not even an empty one, the page does not know the source.
    if (field && $ && sources().length) begin(field, $);
  });
}
