"use strict";
/* Keeps the state of the queue fresh while something in it waits, and opens the page of one that has
   been read. Without this file the page is loaded anew by hand. */
{
  const PAUSE = 2000;
  const LONGEST = 30000;

  // The list of the queue: what has changed is put in its place, unless somebody is at work in it.
  const keepFresh = async (place) => {
    const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (!place.contains(document.activeElement) && place.innerHTML !== told.html) {
      const open = place.querySelector("details")?.open;
      place.innerHTML = told.html;
      if (open) place.querySelector("details")?.setAttribute("open", "");
    }
    return told.waits;
  };

  // The page of one address: when it no longer waits, its own page shows what came of it.
  const untilRead = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const waits = page.querySelector("#queued-waits")?.dataset.waits;
    const isTyped = [...document.querySelectorAll("textarea, input[type=file]")].some((one) => one.value);
    if (!waits && !isTyped) location.reload();
    return Boolean(waits);
  };

  const begin = (place, look) => {
    let pause = PAUSE;
    const again = async () => {
      if (!document.hidden) {
        try {
          if (!(await look(place))) return;
          pause = PAUSE;
        } catch {
          pause = Math.min(2 * pause, LONGEST);
        }
      }
      setTimeout(again, pause);
    };
    if (place?.dataset.waits) setTimeout(again, pause);
  };

  begin(document.querySelector("#queue-state"), keepFresh);
  begin(document.querySelector("#queued-waits"), untilRead);
}
