"use strict";
/* A form of the record while it is open: keeps what is typed on the server, says that the form is
   open, and tells who else has it open. Nothing depends on this file: a form that is opened tells
   the last without it. */
{
  const PAUSE = 2_000; // milliseconds between the last key and keeping
  const BEAT = 30_000; // the server counts a window as shut after 120,000
  const MOST_BEATS = 1_440; // twelve hours: who forgot a window is not there

  const begin = () => {
    const told = document.querySelector(".in-work-kept");
    const form = document.querySelector("#content-main > form[id$=_form]");

    const tell = (place, text) => {
      // The same words once more would be read out once more.
      if (place && place.textContent !== text) place.textContent = text;
    };

    const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

    /* Signing in again, in another window, gives the browser another token. */
    const freshToken = () => {
      const token = form.elements.csrfmiddlewaretoken;
      if (token && cookie()) token.value = cookie();
    };

    const post = async (url, data, signal) => {
      freshToken();
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const response = await fetch(url, { method: "POST", body: data, signal });
      if (response.redirected) throw new Error(told.dataset.signedOut);
      return response;
    };

    const failed = (error) => {
      if (error.name === "AbortError") return;
      tell(told, error instanceof TypeError ? told.dataset.notKept : error.message);
    };

    const typed = () => {
      const data = new URLSearchParams(new FormData(form));
      data.delete("csrfmiddlewaretoken");
      return data;
    };

    const keepWhatIsTyped = () => {
      let keeping = new AbortController();
      let timer = 0;
      let last = typed().toString();

      const keep = async () => {
        // What was kept before must not be written over before its owner has seen it.
        if ("waits" in told.dataset) return tell(told, told.dataset.waits);
        const data = typed();
        const now = data.toString();
        if (now === last) return;
        try {
          const response = await post(told.dataset.keep, data, keeping.signal);
          last = now;
          if (response.headers.get("Content-Type") === "application/json") {
            tell(told, (await response.json()).kept);
          }
        } catch (error) {
          failed(error);
        }
      };

      const soon = () => {
        clearTimeout(timer);
        timer = setTimeout(keep, PAUSE);
      };

      for (const event of ["input", "change"]) form.addEventListener(event, soon);
      // The lists that one types in tell jQuery alone of a choice.
      window.django?.jQuery?.(form).on("change", "select", soon);
      form.addEventListener("submit", (event) => {
        freshToken();
        // A preview opens in another window, and this one goes on.
        if (event.submitter?.formTarget) return;
        // What is just being saved must not come back as unsaved.
        clearTimeout(timer);
        keeping.abort();
        keeping = new AbortController();
      });
    };

    const sayThatItIsOpen = () => {
      const others = document.querySelector(".in-work-others");
      const url = told.dataset.open;
      let beats = 0;
      let timer = 0;

      const beat = async () => {
        beats += 1;
        if (beats > MOST_BEATS) return clearInterval(timer);
        try {
          const response = await post(url, new URLSearchParams());
          if (response.status === 403 || response.status === 404) return clearInterval(timer);
          if (!response.ok) return;
          const { others: sentence } = await response.json();
          tell(others, sentence);
          others.classList.toggle("is-empty", !sentence);
        } catch (error) {
          failed(error);
        }
      };

      timer = setInterval(beat, BEAT);
      document.addEventListener("visibilitychange", () => {
        if (!document.hidden) beat();
      });
      window.addEventListener("pagehide", () => {
        const closing = new URLSearchParams({ _closing: "1", csrfmiddlewaretoken: cookie() });
        navigator.sendBeacon(url, closing);
      });
    };

    if (told && form) {
      keepWhatIsTyped();
      if (told.dataset.open) sayThatItIsOpen();
    }

    for (const button of document.querySelectorAll("button[data-copy]")) {
      const field = document.getElementById(button.dataset.copy);
      button.hidden = false;
      button.addEventListener("click", async () => {
        const said = button.nextElementSibling;
        try {
          await navigator.clipboard.writeText(field.value);
          said.textContent = button.dataset.copied;
        } catch {
          field.select();
          said.textContent = button.dataset.refused;
        }
      });
    }
  };

  document.addEventListener("DOMContentLoaded", begin);
}
