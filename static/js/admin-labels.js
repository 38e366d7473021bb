"use strict";
/* What Django's admin lacks for a screen reader and only a script can add.

   Select2 names the field that it draws in place of a <select> by its value alone, as if that were
   the label (WCAG 2.2, 4.1.2): here the name goes on the drawn field and the value becomes its
   description. A table of rows begins and ends with headers that say nothing: they become plain
   cells. The search of a list of permissions is named by an icon that is no image, and such an
   element may have no name (WAI-ARIA 1.2, 5.2.8.6). A form that was refused begins at the first
   field that is wrong, which may stand several windows below. Nothing else depends on this file. */
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
    const search = document.querySelector(".select2-container--open .select2-search__field");
    search?.setAttribute("aria-label", nameOf(select));
    // Select2 does so in its next task, and what is typed until then would be lost.
    search?.focus();
    const drawn = select.parentElement.querySelector(".select2-selection");
    if (opened) drawn?.setAttribute("aria-controls", opened.id);
  };

  const unhead = (header) => {
    if (header.textContent.trim()) return;
    const cell = document.createElement("td");
    cell.className = header.className;
    header.replaceWith(cell);
  };

  const focusFirstError = () => {
    const wrong = [...document.querySelectorAll("#content form [aria-invalid=true]")].find(
      (field) => !field.closest(".empty-form"),
    );
    const drawn = wrong?.parentElement.querySelector(".select2-selection");
    (drawn ?? wrong)?.focus();
  };

  window.addEventListener("load", () => {
    document.querySelectorAll(".tabular thead th").forEach(unhead);
    // Django draws those lists at "load" too, perhaps after this.
    setTimeout(() => {
      for (const icon of document.querySelectorAll(".search-label-icon[aria-label]")) {
        icon.setAttribute("role", "img");
      }
    });
    const $ = window.django?.jQuery;
    if (!$) return;
    // jQuery's "ready" may come later than "load"; Django's own is before ours in its queue.
    $(labelAll);
    // Rows that are added later are drawn by a listener that may come after this one.
    document.addEventListener("formset:added", () => setTimeout(labelAll));
    // So are the fields of a card of the workbench.
    document.addEventListener("card:made", labelAll);
    // After Django's own script, which would choose the first field of all.
    $(() => setTimeout(focusFirstError));
    $(document).on("select2:open", (event) => labelOpened(event.target));
  });
}
