/* The page in view, as whoever looks at it sees it: its address, title, HTML and selected words.

   An expression, whose value is taken by the bookmarklet (quotes/admin/browser_button.py) and by the
   extension (tools/extension). It changes nothing on the page. Line comments have no place here: the
   bookmarklet is these lines joined. */
(() => {
  const copy = document.documentElement.cloneNode(true);
  const unread = "script:not([type='application/ld+json']), style, svg, iframe, noscript, template";
  for (const part of copy.querySelectorAll(`${unread}, link[rel=stylesheet]`)) part.remove();
  return {
    url: location.href,
    title: document.title,
    html: `<!doctype html>${copy.outerHTML}`,
    words: String(getSelection()).slice(0, 5000),
  };
})()
