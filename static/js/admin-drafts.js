"use strict";
/* What is typed in a form of the desk and not saved is kept in this browser, for this account and
   form, until it is saved or discarded: it outlives a lost connection, the back button, the end of a
   session and a window that is shut. A form is not sent while the browser is offline.

   The forms of the record are kept on the server as well (admin-open-forms.js), so that they are
   found on another machine; this copy is offered where that one is missing or older. */
{
  const PREFIX = "desk-draft";
  const PAUSE = 500; // milliseconds after the last key
  const DAYS = 30;
  const MOST = 8; // drafts of one form, each of another visit
  const OLDER = 10_000; // milliseconds by which a copy of the server counts as older

  const page = document.getElementById("desk-drafts");
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "_opened", "seen", "keys", "action"]);

  const store = {
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, draft) {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
      } catch {
        /* A browser that keeps nothing, or no more: the copy of the server is left. */
      }
    },
    remove(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* Nothing is kept. */
      }
    },
    keys(prefix) {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      } catch {
        return [];
      }
    },
    sent: {
      get: () => {
        try {
          return sessionStorage.getItem(`${PREFIX}-sent`);
        } catch {
          return null;
        }
      },
      set: (prefix) => {
        try {
          if (prefix) sessionStorage.setItem(`${PREFIX}-sent`, prefix);
          else sessionStorage.removeItem(`${PREFIX}-sent`);
        } catch {
          /* The draft is offered once more than it need be. */
        }
      },
    },
  };

  const isKept = ({ name, type, disabled }) =>
    name &&
    !disabled &&
    !NOT_KEPT.has(name) &&
    !name.includes("__prefix__") &&
    !["password", "file", "submit", "button", "image", "reset"].includes(type) &&
    (type !== "hidden" || name.endsWith("-TOTAL_FORMS"));

  const valueOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.tagName === "SELECT") return [...field.selectedOptions].map((one) => [one.value, one.text]);
    return field.value;
  };

  const keyOf = (field) =>
    field.type === "checkbox" || field.type === "radio" ? `${field.name}=${field.value}` : field.name;

  const typed = (form) =>
    Object.fromEntries([...form.elements].filter(isKept).map((field) => [keyOf(field), valueOf(field)]));

  const tell = (field) => {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    window.django?.jQuery?.(field).trigger("change");
  };

  const put = (field, value) => {
    if (JSON.stringify(valueOf(field)) === JSON.stringify(value)) return;
    if (typeof value === "boolean") field.checked = value;
    else if (field.tagName === "SELECT") {
      for (const [own, text] of value) {
        if (![...field.options].some((one) => one.value === own)) field.add(new Option(text, own));
      }
      const chosen = new Set(value.map(([own]) => own));
      for (const option of field.options) option.selected = chosen.has(option.value);
    } else field.value = value;
    tell(field);
  };

  /* Rows that were added to a form are added again before anything is put into them. */
  const putBack = (form, values) => {
    for (const [name, count] of Object.entries(values)) {
      if (!name.endsWith("-TOTAL_FORMS")) continue;
      const total = form.elements[name];
      const add = document.querySelector(`#${CSS.escape(name.slice(0, -"-TOTAL_FORMS".length))}-group .add-row a`);
      for (let left = Number(count) - Number(total?.value ?? count); add && left > 0; left -= 1) add.click();
    }
    for (const field of [...form.elements].filter(isKept)) {
      const value = values[keyOf(field)];
      if (value !== undefined && !field.name.endsWith("-TOTAL_FORMS")) put(field, value);
    }
  };

  const notice = (form, draft, done) => {
    const box = document.createElement("section");
    box.className = "in-work desk-draft";
    const heading = document.createElement("h2");
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    heading.textContent = page.dataset.kept.replace("{when}", when.format(new Date(draft.at)));
    heading.id = `${form.id || "desk"}-draft`;
    box.setAttribute("aria-labelledby", heading.id);
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = name;
      made.addEventListener("click", () => {
        act();
        box.remove();
        form.querySelector("textarea, input:not([type=hidden])")?.focus();
      });
      return made;
    };
    box.append(
      heading,
      button(page.dataset.restore, () => putBack(form, draft.values)),
      " ",
      button(page.dataset.discard, done),
    );
    form.before(box);
  };

  const say = (form, text) => {
    let line = form.querySelector(".desk-offline");
    if (!line) {
      line = document.createElement("p");
      line.className = "desk-offline errornote";
      line.setAttribute("role", "alert");
      form.prepend(line);
    }
    line.textContent = text;
    line.hidden = !text;
    if (text) line.scrollIntoView({ block: "nearest" });
  };

  const watch = (form) => {
    const prefix = `${PREFIX}|${page.dataset.account}|${location.pathname}#${form.id}|`;
    const own = `${prefix}${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const forget = () => {
      for (const key of store.keys(prefix)) store.remove(key);
    };
    let first = JSON.stringify(typed(form));
    let timer = 0;

    const keep = () => {
      const values = typed(form);
      if (JSON.stringify(values) === first) store.remove(own);
      else store.write(own, { at: Date.now(), values });
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    };

    const old = Date.now() - DAYS * 24 * 60 * 60 * 1000;
    const drafts = store
      .keys(prefix)
      .map((key) => [key, store.read(key)])
      .filter(([key, draft]) => {
        const isGood = draft?.at > old && JSON.stringify(draft.values) !== first;
        if (!isGood) store.remove(key);
        return isGood;
      })
      .sort(([, one], [, other]) => other.at - one.at);
    for (const [key] of drafts.slice(MOST)) store.remove(key);
    const newest = drafts[0]?.[1];
    const onServer = Number(page.dataset.serverCopy || 0) * 1000;
    const isSent = document.querySelector(".errornote, .errorlist, #in-work-restored");
    if (newest && !isSent && !(onServer && newest.at < onServer + OLDER)) notice(form, newest, forget);

    for (const event of ["input", "change"]) form.addEventListener(event, soon);
    window.django?.jQuery?.(form).on("change", "select", soon);
    // What a script has put into the form before anybody typed was not typed.
    window.addEventListener("load", () => {
      if (!store.read(own)) first = JSON.stringify(typed(form));
    });
    window.addEventListener("pagehide", () => {
      if (timer) keep();
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      keep();
      if (!navigator.onLine) {
        event.preventDefault();
        event.stopImmediatePropagation();
        say(form, page.dataset.offline);
        return;
      }
      say(form, "");
      if (!event.submitter?.formTarget) store.sent.set(prefix);
    }, true);
    for (const button of document.querySelectorAll("[name=_discard]")) button.addEventListener("click", forget);
    window.addEventListener("online", () => {
      if (form.querySelector(".desk-offline:not([hidden])")) say(form, page.dataset.online);
    });
  };

  const hasText = (form) =>
    form.method === "post" &&
    form.querySelector("textarea:not([hidden]), input[type=text], input[type=url], input:not([type])");

  const begin = () => {
    // What was sent from this window is saved once a page says that something was done.
    const sent = store.sent.get();
    if (sent && document.querySelector(".messagelist .success")) {
      for (const key of store.keys(sent)) store.remove(key);
    }
    store.sent.set("");
    const forms = document.querySelectorAll("#content-main form, #content form");
    const isListed = (form) => form.id === "changelist-form" || form.closest(".card, .in-work, .workbench-missed");
    const typedIn = [...forms].filter((form) => !isListed(form) && hasText(form));
    for (const form of typedIn) watch(form);
    // The last of several steps of one page has nothing typed in it. A button beside a form in which
    // something is typed does not send that.
    for (const form of typedIn.length ? [] : forms) {
      form.addEventListener("submit", () => store.sent.set(`${PREFIX}|${page.dataset.account}|${location.pathname}#`));
    }
  };

  if (page) document.addEventListener("DOMContentLoaded", begin);
}
