"use strict";
/* Takes the page that a browser sends, and puts it into the form of this page, which the server
   reads. A page of another site may speak of itself alone, and the server asks for the token of the
   account; only what runs on this site itself, as the extension does, needs neither. */
{
  const LARGEST = 12_000_000;

  const isOf = (url, origin) => {
    try {
      return new URL(url).origin === origin;
    } catch {
      return false;
    }
  };

  const begin = () => {
    const form = document.querySelector("#sent-page");
    if (!form) return;
    const say = (name) => {
      for (const one of document.querySelectorAll("[data-says]")) {
        one.hidden = one.dataset.says !== name;
      }
    };

    addEventListener("message", (event) => {
      const sent = event.data;
      if (sent?.domeTracker !== "page") return;
      const isOurs = event.origin === location.origin;
      if (!isOurs && event.source !== window.opener) return;
      if (!isOurs && !isOf(sent.url, event.origin)) return say("stranger");
      if (String(sent.html).length > LARGEST) return say("large");
      const values = { url: sent.url, html: sent.html, words: sent.words };
      if (!isOurs) values.token = sent.token;
      for (const [name, value] of Object.entries(values)) {
        form.elements.namedItem(name).value = String(value ?? "");
      }
      say("reading");
      form.submit();
    });
    window.opener?.postMessage({ domeTracker: "ready" }, "*");
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
