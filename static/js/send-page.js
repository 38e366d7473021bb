/* What the bookmarklet does with the page in view: opens the desk and hands it the page, once the
   desk has said that it listens. PAGE, SITE, PLACE and TOKEN are put in when the bookmarklet is made
   (quotes/admin/browser_button.py), and so is MISSED, a sentence. No line comments: see
   page-in-view.js. */
(() => {
  const desk = window.open(SITE + PLACE);
  if (!desk) {
    alert(MISSED);
    return;
  }
  const page = PAGE;
  const hand = (event) => {
    if (event.origin !== SITE || event.source !== desk) return;
    if (event.data?.domeTracker !== "ready") return;
    removeEventListener("message", hand);
    desk.postMessage({ domeTracker: "page", token: TOKEN, ...page }, SITE);
  };
  addEventListener("message", hand);
})()
