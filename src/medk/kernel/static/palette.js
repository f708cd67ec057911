/* The quick way (Ctrl+K, and "/" for those who want it): a field and a list of choices that the server makes. */
(() => {
  "use strict";
  const dialog = document.getElementById("pal");
  if (!dialog) return;
  const input = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const slash = document.getElementById("pal-slash");
  const live = document.getElementById("live");
  const KEY = "medk-slash";
  let asked = 0;
  let timer = 0;
  let at = -1;

  /* A single key must be possible to turn off (WCAG 2.1.4): some speak or press it by chance. */
  try {
    slash.checked = localStorage.getItem(KEY) !== "off";
  } catch {
    slash.checked = false;
  }
  slash.onchange = () => {
    try {
      localStorage.setItem(KEY, slash.checked ? "on" : "off");
    } catch {
      /* storage is off: it holds for this page */
    }
  };

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (to) => {
    const all = options();
    at = all.length ? (to + all.length) % all.length : -1;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (at < 0) return void input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };

  const show = (html, said) => {
    list.innerHTML = html;
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(0);
    live.textContent = said;
  };
  const failed = () => {
    show("", "Не удалось получить варианты: нажмите Enter, чтобы искать.");
    list.textContent = live.textContent;
  };
  const load = async () => {
    const mine = ++asked;
    try {
      const url = `${list.dataset.url}?q=${encodeURIComponent(input.value)}`;
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      const html = await answer.text();
      if (mine !== asked) return;
      if (!answer.ok || answer.headers.get("X-Problem")) failed();
      else {
        show(html, "");
        live.textContent = `Вариантов: ${options().length}`;
      }
    } catch {
      if (mine === asked) failed();
    }
  };

  const open = () => {
    dialog.showModal();
    input.select();
    load();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const combined = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK";
    const single = event.key === "/" && slash.checked && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!(combined || single) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });

  input.addEventListener("input", () => {
    /* What is shown belongs to other words: Enter now asks the search itself. */
    at = -1;
    asked += 1;
    input.removeAttribute("aria-activedescendant");
    clearTimeout(timer);
    timer = setTimeout(load, 120);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(at < 0 && step < 0 ? -1 : at + step);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      options()[at].click();
    }
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => (live.textContent = ""));

  /* A filter that htmx changed stands in the address, not in the form that was drawn before. */
  document.addEventListener("submit", (event) => {
    const here = event.target.querySelector("[data-here]");
    if (here) here.value = location.pathname + location.search;
  }, true);
})();
