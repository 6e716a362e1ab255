// J and K go through a list of cases, the arrows too while a case has the focus; Enter opens it.
// Every case is a link without this. J and K can be turned off, for those who work by voice.
(function () {
  "use strict";
  var cases = Array.prototype.slice.call(document.querySelectorAll("[data-case]"));
  var is_off = function () {
    try { return localStorage.getItem("keys") === "off"; } catch (_) { return false; }
  };
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) { return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) { return; }
    var now = cases.indexOf(at);
    var arrows = now >= 0 ? { ArrowDown: 1, ArrowUp: -1 } : {};
    var letters = is_off() ? {} : { j: 1, k: -1 };
    var step = arrows[event.key] || letters[event.key] || 0;
    if (step === 0 || cases.length === 0) { return; }
    event.preventDefault();
    if (now < 0) {
      now = cases.findIndex(function (one) { return one.getAttribute("aria-current") === "true"; });
    }
    var next = now < 0 && step < 0 ? 0 : now + step;
    cases[Math.max(0, Math.min(cases.length - 1, next))].focus();
  });
  var knob = document.querySelector("button[data-keys]");
  if (!knob) { return; }
  var show = function () {
    knob.textContent = is_off() ? knob.dataset.on : knob.dataset.off;
    knob.hidden = false;
  };
  knob.addEventListener("click", function () {
    try { localStorage.setItem("keys", is_off() ? "on" : "off"); } catch (_) { /* kept nowhere */ }
    show();
  });
  show();
})();
