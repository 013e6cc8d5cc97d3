"use strict";
// Works without this; with it, the keyboard walks through the groups and the length of an answer is counted while typing.
(() => {
  const items = [...document.querySelectorAll(".groups li")];
  let at = -1;
  const go = (step) => {
    at = Math.min(items.length - 1, Math.max(0, at + step));
    items[at].querySelector("a, button").focus();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !items.length) return;
    if (event.key === "j") go(1);
    if (event.key === "k") go(-1);
    const box = at >= 0 && items[at].querySelector("input[type=checkbox]");
    if (event.key === "x" && box) box.checked = !box.checked;
  });
  for (const meter of document.querySelectorAll("[data-meter]")) {
    const field = document.getElementById(meter.dataset.meter);
    const count = () => {
      const sentences = field.value.split(/[.!?\n]+/).map((one) => one.trim().split(/\s+/).filter(Boolean).length);
      const longest = Math.max(0, ...sentences);
      const long = longest > 20 ? " Dat is te lang: hoogstens 20." : "";
      meter.textContent = `${field.value.length} van 900 tekens. De langste zin telt ${longest} woorden.${long}`;
    };
    field.addEventListener("input", count);
    count();
  }
})();
