/* A button beside each citation that copies it, with its italics where the clipboard takes them.

   Where the browser refuses, the text is selected and the reader told which keys copy it. Without
   this file the texts can be selected by hand: a click takes a whole one (user-select: all). */

const panel = document.getElementById("cite");
const said = panel.querySelector(".cite-said");

const plain = (words) => words.textContent.trim();

const write = (words) => {
  const isCode = words.classList.contains("cite-code");
  if (isCode || !window.ClipboardItem) return navigator.clipboard.writeText(plain(words));
  const part = (type, content) => [type, new Blob([content], { type })];
  return navigator.clipboard.write([
    new ClipboardItem(
      Object.fromEntries([part("text/plain", plain(words)), part("text/html", words.innerHTML)]),
    ),
  ]);
};

const tell = (button, words) => {
  for (const other of panel.querySelectorAll(".cite-copy")) {
    other.firstChild.data = panel.dataset.copy;
  }
  button.firstChild.data = words === panel.dataset.copied ? words : panel.dataset.copy;
  // The same text twice is no change, and would not be read.
  said.textContent = "";
  setTimeout(() => {
    said.textContent = words;
  }, 50);
  said.classList.toggle("visually-hidden", words === panel.dataset.copied);
};

const copy = async (button, words) => {
  try {
    await write(words);
    tell(button, panel.dataset.copied);
  } catch {
    getSelection().selectAllChildren(words);
    tell(button, panel.dataset.selected);
  }
};

/** The links to other sources keep the style that was chosen here. */
panel.addEventListener("change", ({ target }) => {
  for (const link of panel.querySelectorAll(".cite-sources a")) {
    const url = new URL(link.href);
    url.searchParams.set("style", target.value);
    link.href = url;
  }
});

for (const words of panel.querySelectorAll(".cite-words")) {
  const label = words.previousElementSibling;
  label.id = `${words.id}-label`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet cite-copy";
  button.id = `${words.id}-copy`;
  button.append(panel.dataset.copy);
  button.setAttribute("aria-labelledby", `${button.id} ${label.id}`);
  button.addEventListener("click", () => copy(button, words));
  words.before(button);
}
