/* A button beside each text to embed that copies it. Where the browser refuses, the text is selected
   and the reader told so. Without this file the texts can be selected by hand. */

const panel = document.getElementById("embed");
const { copy, copied, selected } = panel.dataset;

const take = async (button, text) => {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = copied;
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = selected;
  }
};

for (const text of panel.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = copy;
  // What it says changes with what it did; a reader who does not see it is told.
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => take(button, text));
  text.after(button);
}
