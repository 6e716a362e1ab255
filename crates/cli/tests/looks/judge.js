// What a page must not have, told by element. `elder` asks for the larger buttons; what one looks
// up in (`reference`) is dense, and asked for its edge alone.
window.judged = function (elder, reference) {
  "use strict";
  const faults = [];
  // Alike in the same place is one fault, told with the first of them.
  const alike = new Map();
  const kind = (at) => at.tagName.toLowerCase() + [...at.classList].map((it) => "." + it).join("");
  const name = (at) => kind(at.parentElement) + " > " + kind(at) + " «" +
    (at.textContent || at.getAttribute("aria-label") || at.name || "").trim().slice(0, 24) + "»";
  const note = (what, at) => {
    const key = what + kind(at.parentElement) + kind(at);
    const known = alike.get(key) || { first: what + ": " + name(at), count: 0 };
    alike.set(key, { first: known.first, count: known.count + 1 });
  };
  const width = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide > width) {
    const out = [...document.querySelectorAll("body *")].filter((at) => {
      const box = at.getBoundingClientRect();
      return box.width > 0 && box.right > width + 0.5 && !at.closest(".scroll, .wide-table");
    });
    faults.push(wide + " wide in " + width + ": " + out.slice(0, 3).map(name).join(", "));
  }
  // No text stands on a texture.
  for (const at of document.querySelectorAll("body *")) {
    const speaks = [...at.childNodes].some((it) => it.nodeType === 3 && it.textContent.trim());
    if (!speaks || at.closest("svg, option, datalist") || !at.checkVisibility()) { continue; }
    for (let under = at; under; under = under.parentElement) {
      const style = getComputedStyle(under);
      if (style.backgroundImage !== "none") { note("on a texture", at); break; }
      if (!/, 0\)$|transparent/.test(style.backgroundColor)) { break; }
    }
  }
  if (reference) { alike.forEach((it) => faults.push(it.first + " × " + it.count)); return faults; }
  const least = 43.5;
  const aims = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const at of document.querySelectorAll(aims)) {
    const ticks = at.matches("[type=checkbox], [type=radio]");
    const aim = (ticks && at.closest("label")) || at;
    const style = getComputedStyle(aim);
    const box = aim.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || style.visibility === "hidden") { continue; }
    if (!at.checkVisibility() || box.right < 0 || box.bottom < 0) { continue; }
    if (elder && aim.matches(".go, form > button") && box.height < 59.5) {
      note("for elders " + Math.round(box.height) + " high", aim);
    }
    if (box.height >= least) { continue; }
    // A link within a sentence is as high as its line.
    const around = aim.parentElement.textContent.trim().length;
    const own = aim.textContent.trim().length;
    if (aim.tagName === "A" && style.display === "inline" && around > own + 4) { continue; }
    // To the finger it may be larger than to the eye.
    const middle = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const reaches = [-21, 21].every((off) => {
      const hit = document.elementFromPoint(middle, box.top + box.height / 2 + off);
      return hit !== null && (aim === hit || aim.contains(hit));
    });
    if (!reaches) { note(Math.round(box.height) + " high", aim); }
  }
  alike.forEach((it) => faults.push(it.first + " × " + it.count));
  return faults;
};
// What must not be on paper: anything beyond the edge, and payers that only a colour tells apart.
window.printed = function () {
  "use strict";
  const faults = [];
  const [wide, width] = [document.documentElement.scrollWidth, document.documentElement.clientWidth];
  if (wide > width) { faults.push(wide + " wide on " + width); }
  const shown = [...document.querySelectorAll(".top nav, .bar4, .foot nav")];
  if (shown.some((at) => at.checkVisibility())) { faults.push("the ways of the screen are printed"); }
  for (const row of document.querySelectorAll("svg.ribbon")) {
    const fills = [...row.querySelectorAll("rect")].map((it) => it.getAttribute("fill") || "");
    // One payer may be plain; each of the others has its texture.
    const drawn = fills.filter((fill) => fill.startsWith("url(#p-"));
    const known = drawn.every((fill) => fill === "url(#p-fund)" ||
      document.querySelector(fill.slice(4, -1)));
    if (drawn.length < fills.length || !known) { faults.push("payers without texture"); }
  }
  return faults;
};
// axe with these rules, or all of them; each fault in a line. What costs most, the contrast of every
// text, is left out where the same texts were looked at before.
window.axed = function (rules, done) {
  "use strict";
  const again = rules.length === 1 && rules[0] === "again";
  const only = again ? { rules: { "color-contrast": { enabled: false } } }
    : rules.length > 0 ? { runOnly: { type: "rule", values: rules } } : {};
  window.axe.run(document, { resultTypes: ["violations"], ...only }).then((found) => {
    done(found.violations.map((it) => it.id + ": " + it.help + ": " + it.nodes.slice(0, 3)
      .map((node) => node.html.slice(0, 160)).join(" | ") +
      (it.nodes.length > 3 ? " and " + (it.nodes.length - 3) + " more" : "")));
  }, (why) => done(["axe broke: " + why]));
};
