"use strict";
/* What Django's admin lacks for a screen reader and only a script can add.

   Select2 names the field that it draws in place of a <select> by its value alone, as if that were
   the label (WCAG 2.2, 4.1.2): here the name goes on the drawn field and the value becomes its
   description. A table of rows begins and ends with headers that say nothing: they become plain
   cells. Nothing else depends on this file. */
{
  const nameOf = (select) =>
    select.labels?.[0]?.textContent.trim().replace(/:$/, "") ||
    select.getAttribute("aria-label") ||
    select.name;

  const label = (select) => {
    const drawn = select.parentElement.querySelector(".select2-selection");
    const value = drawn?.querySelector(".select2-selection__rendered");
    if (!value) return;
    drawn.removeAttribute("aria-labelledby");
    drawn.setAttribute("aria-label", nameOf(select));
    drawn.setAttribute("aria-describedby", value.id);
    // The combobox is the field; a read-only text box inside it would be a second one.
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
  };

  const labelAll = () =>
    document.querySelectorAll("select.select2-hidden-accessible").forEach(label);

  const labelOpened = (select) => {
    const opened = document.querySelector(".select2-container--open .select2-results__options");
    opened?.setAttribute("aria-label", nameOf(select));
    document
      .querySelector(".select2-container--open .select2-search__field")
      ?.setAttribute("aria-label", nameOf(select));
    const drawn = select.parentElement.querySelector(".select2-selection");
    if (opened) drawn?.setAttribute("aria-controls", opened.id);
  };

  const unhead = (header) => {
    if (header.textContent.trim()) return;
    const cell = document.createElement("td");
    cell.className = header.className;
    header.replaceWith(cell);
  };

  window.addEventListener("load", () => {
    document.querySelectorAll(".tabular thead th").forEach(unhead);
    const $ = window.django?.jQuery;
    if (!$) return;
    // jQuery's "ready" may come later than "load"; Django's own is before ours in its queue.
    $(labelAll);
    // Rows that are added later are drawn by a listener that may come after this one.
    document.addEventListener("formset:added", () => setTimeout(labelAll));
    $(document).on("select2:open", (event) => labelOpened(event.target));
  });
}
