"use strict";
/* What is pasted as a text has its markup with it: headline, byline and paragraphs are read of that.

   It goes along in a field of its own while the text is what was pasted; a change by hand, or a
   second piece, leaves the plain text alone to be read. Nothing depends on this file. */
{
  const begin = () => {
    const text = document.querySelector("textarea[name=pasted]");
    const copied = document.querySelector("input[name=copied]");
    if (!text || !copied) return;

    text.addEventListener("paste", (event) => {
      const isWhole = text.selectionStart === 0 && text.selectionEnd === text.value.length;
      const markup = isWhole ? event.clipboardData?.getData("text/html") ?? "" : "";
      // The change that the paste makes comes before the next turn.
      setTimeout(() => {
        copied.value = markup;
      });
    });
    text.addEventListener("input", () => {
      copied.value = "";
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}
