"use strict";
/* The review by keys, and colleagues named by a press. Every button works without this file. */
{
  const bar = document.getElementById("review_form");
  const told = bar?.querySelector(".review-told");

  if (bar) {
    const publish = document.getElementById("review-publish");
    const note = bar.elements.sent_back_because;
    const back = document.getElementById("review-send-back");
    const say = (text) => () => {
      told.textContent = text;
    };
    publish?.addEventListener("focus", say(told.dataset.publish));
    note.addEventListener("focus", say(told.dataset.sendBack));
    for (const element of [publish, note]) element?.addEventListener("blur", say(""));
    // The keys of forms would press the first button, which publishes.
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        if (event.target !== note) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        bar.requestSubmit(back);
      },
      true,
    );
  }

  const field = document.querySelector("#comment_form textarea");
  const names = document.querySelector("#comment_form .mentions");
  if (field && names) {
    names.hidden = false;
    for (const button of names.querySelectorAll("[data-mention]")) {
      button.addEventListener("click", () => {
        const before = field.value.slice(0, field.selectionStart);
        const gap = before && !/\s$/.test(before) ? " " : "";
        field.setRangeText(`${gap}${button.dataset.mention} `, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      });
    }
  }
}
