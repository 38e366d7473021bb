/* The buttons that copy the link, the quotation and the embed code of a statement.

   A quotation goes to the clipboard as plain and as rich text. Where the browser refuses, the text
   is shown and selected, and the reader told which keys copy it. */

const row = document.getElementById("copy");
const status = row.querySelector(".copy-status");
const byHand = row.querySelector(".copy-by-hand");
const field = byHand.querySelector("textarea");

const write = ({ text, html }) => {
  if (!html || !window.ClipboardItem) return navigator.clipboard.writeText(text);
  const part = (type, content) => [type, new Blob([content], { type })];
  return navigator.clipboard.write([
    new ClipboardItem(Object.fromEntries([part("text/plain", text), part("text/html", html)])),
  ]);
};

const tell = (sentence) => {
  // The same text twice is no change, and would not be read.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = sentence;
  }, 50);
};

const copy = async (button) => {
  try {
    await write(button.dataset);
    byHand.hidden = true;
    tell(row.dataset.copied);
  } catch {
    byHand.hidden = false;
    field.value = button.dataset.text;
    field.select();
    tell(row.dataset.selected);
  }
};

for (const button of row.querySelectorAll("button")) {
  button.addEventListener("click", () => copy(button));
}
row.hidden = false;
