"use strict";
/* Gives a name to the fields that Select2 draws in place of a <select>: it names them by their
   value alone, which a screen reader then reads as if it were the label (WCAG 2.2, 4.1.2).

   The name goes on the drawn field, the value becomes its description. Nothing else depends on
   this file. */
{
  const nameOf = (select) =>
    select.labels?.[0]?.textContent.trim().replace(/:$/, "") || select.getAttribute("aria-label");

  const label = (select) => {
    const drawn = select.parentElement.querySelector(".select2-selection");
    if (!drawn) return;
    const value = drawn.getAttribute("aria-labelledby");
    if (value) drawn.setAttribute("aria-describedby", value);
    drawn.removeAttribute("aria-labelledby");
    drawn.setAttribute("aria-label", nameOf(select));
  };

  const labelAll = () =>
    document.querySelectorAll("select.select2-hidden-accessible").forEach(label);

  window.addEventListener("load", () => {
    labelAll();
    // Rows that are added later are drawn by a listener that may come after this one.
    document.addEventListener("formset:added", () => setTimeout(labelAll));
    const $ = window.django?.jQuery;
    if (!$) return;
    $(document).on("select2:open", (event) => {
      const name = nameOf(event.target);
      for (const drawn of [".select2-search__field", ".select2-results__options"]) {
        const part = document.querySelector(`.select2-container--open ${drawn}`);
        part?.setAttribute("aria-label", name);
      }
    });
  });
}
