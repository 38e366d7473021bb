/* A range of time by dragging over the bars, or by the keys of a slider.

   The bars are links, and stay links for a plain click with a modifier or without this script. The
   slider follows the pattern of the ARIA Authoring Practices, with Shift to extend; what is picked
   is read from aria-valuetext and shown above the bars. */

const DRAG = 4; // pixels: less is a click with an unsteady hand

const ready = new WeakSet();

class Timeline {
  constructor(figure) {
    this.figure = figure;
    this.frame = figure.querySelector(".timeline-frame");
    this.picture = figure.querySelector(".timeline-picture");
    this.slider = figure.querySelector(".timeline-slider");
    this.readout = figure.querySelector(".timeline-readout");
    this.bars = [...figure.querySelectorAll(".timeline-bar")];
    this.slider.hidden = false;
    this.rest();
    this.slider.addEventListener("keydown", (event) => this.key(event));
    this.slider.addEventListener("blur", () => this.rest());
    this.frame.addEventListener("pointerdown", (event) => this.press(event));
    this.frame.addEventListener("click", (event) => this.click(event));
    // Or the bar that is pressed would take the focus, which a drag is not about.
    this.frame.addEventListener("mousedown", (event) => event.preventDefault());
    this.frame.addEventListener("dragstart", (event) => event.preventDefault());
  }

  /** Back to what the page shows: the range asked for, or the last bar, and nothing picked. */
  rest() {
    const chosen = this.bars.map((bar) => bar.classList.contains("timeline-bar-chosen"));
    this.head = Math.max(chosen.lastIndexOf(true), 0);
    this.anchor = chosen.includes(false) ? Math.max(chosen.indexOf(true), 0) : this.head;
    this.show(false);
  }

  get range() {
    return [Math.min(this.anchor, this.head), Math.max(this.anchor, this.head)];
  }

  show(isPicking) {
    const [first, last] = this.range;
    this.bars.forEach((bar, place) => {
      bar.classList.toggle("timeline-bar-picked", isPicking && first <= place && place <= last);
    });
    this.figure.classList.toggle("timeline-picking", isPicking);
    const { label, count } = this.bars[first].dataset;
    const text =
      first === last
        ? `${label}: ${count}`
        : this.figure.dataset.range
            .replace("{first}", label)
            .replace("{last}", this.bars[last].dataset.label);
    this.slider.setAttribute("aria-valuenow", this.head + 1);
    this.slider.setAttribute("aria-valuetext", text);
    this.readout.textContent = isPicking ? text : "";
  }

  key(event) {
    const last = this.bars.length - 1;
    const moves = {
      ArrowLeft: this.head - 1,
      ArrowDown: this.head - 1,
      ArrowRight: this.head + 1,
      ArrowUp: this.head + 1,
      PageDown: this.head - 12,
      PageUp: this.head + 12,
      Home: 0,
      End: last,
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in moves) {
      this.head = Math.min(Math.max(moves[event.key], 0), last);
      if (!event.shiftKey) this.anchor = this.head;
      this.show(true);
    } else if (event.key === "Enter" || event.key === " ") {
      this.goToRange();
    } else if (event.key === "Escape") {
      this.rest();
    } else {
      return;
    }
    event.preventDefault();
  }

  at(event) {
    const box = this.picture.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * this.bars.length);
    return Math.min(Math.max(place, 0), this.bars.length - 1);
  }

  press(start) {
    if (start.button !== 0 || !start.isPrimary) return;
    const listening = new AbortController();
    const listen = (target, name, act) =>
      target.addEventListener(name, act, { signal: listening.signal });
    this.isDragged = false;
    const end = () => {
      listening.abort();
      this.rest();
    };
    listen(window, "pointermove", (event) => {
      if (!this.isDragged && Math.abs(event.clientX - start.clientX) < DRAG) return;
      if (!this.isDragged) this.frame.setPointerCapture(start.pointerId);
      this.isDragged = true;
      this.anchor = this.at(start);
      this.head = this.at(event);
      this.show(true);
    });
    listen(window, "pointerup", () => {
      listening.abort();
      if (this.isDragged) this.goToRange();
    });
    listen(window, "pointercancel", end);
    listen(document, "keydown", (event) => {
      if (event.key === "Escape") end();
    });
  }

  click(event) {
    const bar = event.target.closest(".timeline-bar");
    if (!bar) return;
    const isOurs = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (this.isDragged || isOurs) event.preventDefault();
    if (!this.isDragged && isOurs) this.go(bar.getAttribute("href"));
  }

  goToRange() {
    const [first, last] = this.range;
    const url = new URL(this.figure.dataset.url, location.href);
    url.searchParams.set("since", this.bars[first].dataset.text);
    url.searchParams.set("until", this.bars[last].dataset.text);
    // What the bars count was certainly said then.
    url.searchParams.set("dates", "certainly");
    this.go(url.href);
  }

  go(url) {
    const asked = new CustomEvent("finding:go", {
      bubbles: true,
      cancelable: true,
      detail: { url },
    });
    if (this.figure.dispatchEvent(asked)) location.assign(url);
  }
}

const enhance = () => {
  for (const figure of document.querySelectorAll("[data-timeline]")) {
    if (!ready.has(figure)) new Timeline(figure);
    ready.add(figure);
  }
};

enhance();
// After a swap, and before the focus is put back.
document.addEventListener("htmx:afterSwap", enhance);
document.addEventListener("htmx:historyRestore", enhance);
