"use strict";
// Works without this; with it, the keyboard walks through the groups (until someone switches that off), the length of an
// answer is counted while typing, and a draft that is being tried shows by itself when it is done.
(() => {
  const items = [...document.querySelectorAll(".groups li")];
  let at = -1;
  const go = (step) => {
    at = Math.min(items.length - 1, Math.max(0, at + step));
    items[at].querySelector("a, button").focus();
  };
  const kept = "sneltoetsen";
  let keys = true;
  try {
    keys = localStorage.getItem(kept) !== "uit";
  } catch {
    // this browser keeps nothing: the keys are on when a page opens
  }
  const offer = (after) => {
    const button = document.createElement("button");
    const tell = () => {
      button.textContent = keys ? "Sneltoetsen uitzetten" : "Sneltoetsen aanzetten";
    };
    button.type = "button";
    button.className = "plain";
    button.addEventListener("click", () => {
      keys = !keys;
      tell();
      try {
        localStorage.setItem(kept, keys ? "aan" : "uit");
      } catch {
        // then it holds for this page
      }
    });
    tell();
    after.after(button);
  };
  if (items.length) offer(document.querySelector("[data-keys]") || document.querySelector(".groups"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys || !items.length) return;
    if (event.key === "j") go(1);
    if (event.key === "k") go(-1);
    const box = at >= 0 && items[at].querySelector("input[type=checkbox]");
    if (event.key === "x" && box) box.checked = !box.checked;
  });
  const busy = document.querySelector("[data-busy]");
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const still = page.querySelector("[data-busy]");
      if (still) {
        busy.textContent = still.textContent;
      } else {
        const main = page.querySelector("main");
        document.querySelector("main").replaceWith(main);
        main.tabIndex = -1;
        main.focus();
        return;
      }
    } catch {
      // the server is away for a moment: look again
    }
    setTimeout(look, 1000);
  };
  if (busy) setTimeout(look, 1000);
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
