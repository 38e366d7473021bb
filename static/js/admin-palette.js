"use strict";
/* The palette: a combobox in a dialog (WAI-ARIA Authoring Practices, "Editable combobox with list
   autocomplete"). Ctrl+K opens it (admin-keys.js), as does its button. */
{
  const PAUSE = 150; // milliseconds after the last key

  const dialog = document.getElementById("palette");
  const input = document.getElementById("palette-text");
  const list = document.getElementById("palette-list");
  const told = document.getElementById("palette-told");
  const opener = document.getElementById("palette-open");
  let asking = new AbortController();
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const chosen = () => list.querySelector("[aria-selected=true]");

  const show = (groups) => {
    list.replaceChildren(
      ...groups.map(({ name, offers }, at) => {
        const group = document.createElement("div");
        group.setAttribute("role", "group");
        const heading = document.createElement("p");
        heading.id = `palette-group-${at}`;
        heading.className = "palette-group";
        heading.textContent = name;
        group.setAttribute("aria-labelledby", heading.id);
        group.append(heading);
        for (const [number, offer] of offers.entries()) {
          const option = document.createElement("div");
          option.id = `palette-${at}-${number}`;
          option.setAttribute("role", "option");
          option.dataset.url = offer.url;
          option.append(offer.text);
          if (offer.detail) {
            const detail = document.createElement("span");
            detail.className = "quiet";
            detail.textContent = ` ${offer.detail}`;
            option.append(detail);
          }
          group.append(option);
        }
        return group;
      }),
    );
    const count = options().length;
    input.setAttribute("aria-expanded", String(count > 0));
    told.textContent = count ? "" : told.dataset.nothing;
    choose(options()[0]);
  };

  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    try {
      const url = `${dialog.dataset.url}?${new URLSearchParams({ q: input.value })}`;
      const answer = await fetch(url, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      show((await answer.json()).groups);
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = told.dataset.lost;
    }
  };

  const go = (option) => {
    if (option) location.assign(option.dataset.url);
  };

  const move = (by) => {
    const all = options();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  };

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => go(chosen()),
  };

  const open = () => {
    if (dialog.open) return dialog.close();
    dialog.showModal();
    input.select();
    ask();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  document.addEventListener("palette:open", open);
  // The page for a new password has no such links.
  opener?.addEventListener("click", open);
  opener?.parentElement.removeAttribute("hidden");
}
