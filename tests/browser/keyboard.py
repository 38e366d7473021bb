"""The way to a control without a mouse."""

from playwright.sync_api import Page

# More controls than any of the forms has.
LONGEST_WAY = 150

# Which way the control stands from what is in focus; none if it is that itself.
WAY = """selector => {
  const focused = document.activeElement;
  if (focused.matches(selector)) return null;
  const shown = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const isLater = (one) =>
    focused.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  return shown.length === 0 || shown.some(isLater) ? "Tab" : "Shift+Tab";
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab, or Shift+Tab where that is nearer, until a control that fits is in focus."""
    for _step in range(LONGEST_WAY):
        key = page.evaluate(WAY, selector)
        if key is None:
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {selector} by the keyboard")
