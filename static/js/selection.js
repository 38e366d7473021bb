/* Select words of the quotation, get a link that leads to them.

   The link is the page's own address with a text directive ("URL Fragment Text Directives", WICG):
   the browser that follows it finds the words and marks them, without a script. It takes the first
   place on the page that matches, so the words get as many neighbours as it needs to be this one.
   What follows the quotation on the page does not count: it may print the same words once more.

   The offer stands below the quotation and takes no room until words are selected or its button
   has the focus. From there, arrow keys choose the words: a quotation is no field, and most
   browsers let nobody select in it by keys. */

const LONGEST_WHOLE = 200; // characters; of more, only both ends stand in the address
const LONGEST_END = 80;
const SHOWN = 60; // characters of the words that are repeated beside the button

/** What a browser compares: letters without case, accents and invisible characters. */
const fold = (text) =>
  text
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[“”„‟]/g, '"')
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ");

/** As quotes/text/fragments.py encodes it; the narrow blank U+202F is kept, as told there. */
const encoded = (text) =>
  encodeURIComponent(text.replace(/[^\S\u202f]+/g, " ").replace(/^ | $/g, ""))
    .replace(/[-!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** The text of the page up to and with an element, its own at the end. */
const textUpTo = (element) => {
  const range = document.createRange();
  range.setStart(document.body, 0);
  range.setEndBefore(element);
  const skipped = "script, style, template, [hidden], option";
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (walker.nextNode() && range.comparePoint(walker.currentNode, 0) <= 0) {
    if (!walker.currentNode.parentElement.closest(skipped)) parts.push(walker.currentNode.data);
  }
  return parts.join(" ");
};

class Quotation {
  constructor(element) {
    this.element = element;
    this.text = element.textContent;
    this.before = `${textUpTo(element)} `;
    // The marks around the words are the page's own, and so are no part of any link.
    const mark = (name) => element.querySelector(name)?.textContent.length ?? 0;
    this.start = mark(".mark-open");
    this.end = this.text.length - mark(".mark-close");
    const segmenter = new Intl.Segmenter(element.closest("[lang]").lang, { granularity: "word" });
    this.words = [...segmenter.segment(this.text)]
      .filter((segment) => segment.isWordLike)
      .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
  }

  /** The selected part in whole words, as offsets in the text, or null. */
  selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.element)) return null;
    const own = document.createRange();
    own.selectNodeContents(this.element);
    const begins = range.compareBoundaryPoints(Range.START_TO_START, own) >= 0;
    const ends = range.compareBoundaryPoints(Range.END_TO_END, own) <= 0;
    // All of the page is no choice of words.
    if (!begins && !ends) return null;
    const start = begins ? this.offset(range.startContainer, range.startOffset) : 0;
    const end = ends ? this.offset(range.endContainer, range.endOffset) : this.text.length;
    return this.whole(Math.max(start, this.start), Math.min(end, this.end));
  }

  offset(container, offset) {
    const range = document.createRange();
    range.setStart(this.element, 0);
    range.setEnd(container, offset);
    return range.toString().length;
  }

  /** From the first to the last word that is touched; marks that were taken with them stay. */
  whole(start, end) {
    const touched = this.words.filter((word) => word.start < end && word.end > start);
    if (!touched.length) return null;
    const part = this.text.slice(start, end);
    const trimmed = {
      start: start + part.length - part.trimStart().length,
      end: end - part.length + part.trimEnd().length,
    };
    return {
      start: Math.min(trimmed.start, touched[0].start),
      end: Math.max(trimmed.end, touched.at(-1).end),
    };
  }

  /** Select some words by their numbers, for the keys. */
  select(first, last) {
    const range = document.createRange();
    range.setStart(...this.point(this.words[first].start));
    range.setEnd(...this.point(this.words[last].end));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  point(offset) {
    const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
    let left = offset;
    while (walker.nextNode() && left > walker.currentNode.length) left -= walker.currentNode.length;
    return [walker.currentNode, left];
  }

  /** The directive for a part, or null where the words stand on the page before. */
  directive({ start, end }) {
    const [head, tail] = this.ends(start, end);
    const before = this.words.filter((word) => word.end <= start).reverse();
    const after = this.words.filter((word) => word.start >= end);
    for (let sum = 0; sum <= before.length + after.length; sum += 1) {
      for (let p = Math.max(0, sum - after.length); p <= Math.min(sum, before.length); p += 1) {
        const from = p ? before[p - 1].start : start;
        const to = sum > p ? after[sum - p - 1].end : end;
        if (this.leadsHere(from, head, tail, to)) {
          const terms = [this.text.slice(start, head)];
          if (tail < end && tail > start) terms.push(this.text.slice(tail, end));
          return `text=${[
            ...(p ? [`${encoded(this.text.slice(from, start))}-`] : []),
            ...terms.map(encoded),
            ...(sum > p ? [`-${encoded(this.text.slice(end, to))}`] : []),
          ].join(",")}`;
        }
      }
    }
    return null;
  }

  /** Where the first words end and the last begin; a short part is one, up to its end. */
  ends(start, end) {
    if (end - start <= LONGEST_WHOLE) return [end, start];
    const inside = this.words.filter((word) => word.start >= start && word.end <= end);
    const head = inside.findLast((word) => word.end - start <= LONGEST_END);
    const tail = inside.find((word) => end - word.start <= LONGEST_END);
    return head && tail ? [head.end, tail.start] : [end, start];
  }

  leadsHere(from, head, tail, to) {
    const isWhole = tail <= from || head === to || tail < head;
    const page = this.before + this.text.slice(0, this.end);
    const at = this.before.length;
    if (isWhole) return isFirst(page, 0, at + from, at + to);
    return (
      isFirst(page, 0, at + from, at + head) && isFirst(page, at + head, at + tail, at + to)
    );
  }
}

/** Whether a part of the text is the first place, from some place on, that has its words. */
const isFirst = (text, since, start, end) =>
  fold(text.slice(since)).indexOf(fold(text.slice(start, end))) ===
  fold(text.slice(since, start)).length;

class Offer {
  constructor(frame) {
    this.offer = frame.querySelector(".words-link");
    this.button = this.offer.querySelector("button");
    this.field = this.offer.querySelector("input");
    this.status = this.offer.querySelector("[role=status]");
    this.quotation = new Quotation(frame.querySelector(".words p"));
    this.part = null;
    if (!this.quotation.words.length) return;
    this.offer.hidden = false;
    document.addEventListener("selectionchange", () => this.schedule());
    this.button.addEventListener("click", () => this.copy());
    this.button.addEventListener("keydown", (event) => this.key(event));
    // Or pressing the button would take the selection away in some browsers.
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
    this.offer.addEventListener("focusout", () => this.schedule());
  }

  /** A drag reports every letter; only where it rests is of interest. */
  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 150);
  }

  update() {
    // In the field its own text is selected, and the offer must not go while it is in use.
    if (document.activeElement === this.field) return;
    const part = this.quotation.selected();
    if (part?.start === this.part?.start && part?.end === this.part?.end) return;
    this.part = part;
    this.field.parentElement.hidden = true;
    this.offer.classList.toggle("words-link-offered", part !== null);
    this.say(part ? "{words}" : "");
  }

  say(pattern) {
    const { start, end } = this.part ?? { start: 0, end: 0 };
    const words = this.quotation.text.slice(start, end);
    const shown = words.length > SHOWN ? `${words.slice(0, SHOWN).trimEnd()}…` : words;
    this.status.textContent = pattern.replace("{words}", () => shown && `“${shown}”`);
  }

  async copy() {
    const { choose, copied, here, twin } = this.offer.dataset;
    this.part ??= this.quotation.selected();
    if (!this.part) return this.say(choose);
    const directive = this.quotation.directive(this.part);
    if (!directive) return this.say(twin);
    const canonical = document.querySelector("link[rel=canonical]").href;
    const address = `${canonical}#:~:${directive}`;
    try {
      await navigator.clipboard.writeText(address);
      this.say(copied);
    } catch {
      // No clipboard outside of HTTPS, or not for this page: the reader copies it.
      this.field.value = address;
      this.field.parentElement.hidden = false;
      this.say(here);
      this.field.focus();
      this.field.select();
    }
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const { words, element } = this.quotation;
    if (event.key === "Escape") {
      document.getSelection().removeAllRanges();
    } else if (event.key in steps) {
      const isMirrored = getComputedStyle(element).direction === "rtl";
      const step = steps[event.key] * (isMirrored && /Left|Right/.test(event.key) ? -1 : 1);
      this.move(step, event.shiftKey);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** To the next word or the one before; with Shift, one word more or fewer at the end. */
  move(step, extends_) {
    const { words } = this.quotation;
    const last = words.length - 1;
    const part = this.quotation.selected();
    if (!part) {
      const begin = step > 0 ? 0 : last;
      this.quotation.select(begin, begin);
      return;
    }
    const first = words.findIndex((word) => word.end > part.start);
    const head = words.findLastIndex((word) => word.start < part.end);
    const next = Math.min(Math.max((extends_ ? head : step > 0 ? head : first) + step, 0), last);
    this.quotation.select(extends_ ? Math.min(first, next) : next, next);
  }
}

const frame = document.querySelector(".words-frame:has(.words-link)");
if (frame && "Segmenter" in Intl) new Offer(frame);
