// Small aids; every page says the same without them.
"use strict";
// A frame that can be moved can be reached by keyboard, and has the name of the heading above it.
const named = part => {
  const headings = [...document.querySelectorAll("article h1, article h2, article h3")];
  const above = headings.filter(h => h.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  return above ? above.textContent.replace("¶", "").trim() : document.title;
};
const reachable = () => {
  for (const part of document.querySelectorAll(".wide-table, .equation > div, .check, .md-typeset__scrollwrap, pre > code")) {
    const moves = part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX !== "visible";
    if (moves) part.setAttribute("tabindex", "0"); else part.removeAttribute("tabindex");
    if (moves && part.className === "wide-table") {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", named(part));
    }
  }
};
reachable();
addEventListener("resize", reachable);
addEventListener("load", reachable);
// The theme gives neither its search a name nor its buttons beside code names that differ.
const numbered = () => document.querySelectorAll("nav.md-code__nav").forEach((part, index) => {
  const button = part.querySelector("button");
  part.setAttribute("aria-label", `${button ? button.title : ""} ${index + 1}`.trim());
});
if (document.querySelector("pre > code")) {
  new MutationObserver(numbered).observe(document.querySelector("article"), {childList: true, subtree: true});
  numbered();
}
const search = document.querySelector(".md-search[role=dialog]");
if (search) search.setAttribute("aria-label", search.querySelector("input").getAttribute("placeholder"));
// Filters the tables of the registry; without it they are plain tables.
for (const part of document.querySelectorAll(".registry")) {
  const form = part.querySelector("form"), rows = [...part.querySelectorAll("tbody tr")];
  const output = form.querySelector("output");
  const given = name => form.elements[name] ? form.elements[name].value.trim() : "";
  const digits = text => text.replace(/[^0-9a-z]/gi, "").toLowerCase();
  // Of a code, and of what is asked for, either may be the longer one: 8539 finds 8539.21, and 853921 finds 85.39.
  const coded = (row, code) => row.dataset.codes.split(" ").map(digits)
    .some(own => own && (own.startsWith(code) || code.startsWith(own)));
  // A version of which no first day is known is in force on none; one without a last day is in force ever after.
  const inForce = (row, day) => row.dataset.first && row.dataset.first <= day
    && (!row.dataset.last || day <= row.dataset.last);
  const filter = () => {
    const id = given("id"), code = digits(given("code")), stage = given("stage"), day = given("day");
    const latest = form.elements.latest.checked;
    let shown = 0;
    for (const row of rows) {
      const fits = (!id || row.dataset.id === id) && (!code || coded(row, code))
        && (!stage || row.dataset.stage === stage) && (!day || inForce(row, day))
        && (!latest || "latest" in row.dataset);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    output.textContent = output.dataset.text.replace("{shown}", shown).replace("{count}", rows.length);
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  filter();
}
