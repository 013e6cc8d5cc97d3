"use strict";
// Works without this; with it, the keyboard walks through the groups (until someone switches that off), a fiche
// is looked at while it is typed, and a draft that is being tried shows by itself when it is done.
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
  const form = document.querySelector("[data-glance]");
  const pause = 600;
  let waiting = 0;
  let asking = false;
  const told = (page) => {
    for (const now of document.querySelectorAll("[data-live]")) {
      const then = page.getElementById(now.id);
      if (then && !then.isEqualNode(now)) now.replaceChildren(...then.childNodes);
    }
    for (const field of form.elements) {
      const then = field.id && page.getElementById(field.id);
      if (then?.ariaInvalid) field.ariaInvalid = "true";
      else field.removeAttribute("aria-invalid");
    }
  };
  const glance = async () => {
    if (asking) {
      waiting = setTimeout(glance, pause);
      return;
    }
    asking = true;
    try {
      const sent = { method: "POST", body: new URLSearchParams(new FormData(form)) };
      const answer = await fetch(form.dataset.glance, sent);
      if (answer.ok) told(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // the server is away for a moment: what is typed next asks again
    }
    asking = false;
  };
  if (form) {
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(glance, pause);
    });
  }
})();
