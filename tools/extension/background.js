"use strict";
/* The button of the extension: reads the page in view, and hands it to a new tab of the desk.

   DESK, the address of the desk's page, is put in when the extension is made (`manage.py
   browser_extension`). The extension may read a page only when its button is pressed there, and
   write only to the archive's own site. */
const DESK = "DESK";
const api = globalThis.browser ?? globalThis.chrome;

// Also after a sign-in that comes between.
const isLoaded = (tab) =>
  new Promise((resolve) => {
    const look = (id, change, seen) => {
      if (id !== tab || change.status !== "complete" || seen.url?.split("?")[0] !== DESK) return;
      api.tabs.onUpdated.removeListener(look);
      resolve();
    };
    api.tabs.onUpdated.addListener(look);
  });

const hand = (page) => window.postMessage({ domeTracker: "page", ...page }, location.origin);

const send = async (tab) => {
  const [{ result: page }] = await api.scripting.executeScript({
    target: { tabId: tab.id },
    files: ["page-in-view.js"],
  });
  const place = await api.tabs.create({ url: "about:blank" });
  const loaded = isLoaded(place.id);
  await api.tabs.update(place.id, { url: DESK });
  await loaded;
  await api.scripting.executeScript({ target: { tabId: place.id }, func: hand, args: [page] });
};

api.action.onClicked.addListener(send);
// For the tests of the extension.
globalThis.sendPage = send;
