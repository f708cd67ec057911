/* Improves pages that already work without it: messages, dialogs, drafts, menus. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const each = (selector, act, from = document) => from.querySelectorAll(selector).forEach(act);
  root.classList.add("js");

  /* ---- messages ---- */
  const make = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    return box.content.firstElementChild;
  };

  /** A sentence for screen readers, without moving the focus. */
  const announce = (text) => {
    const live = $("#live");
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 50);
  };

  /** Good news floats for a while and is announced. */
  const toast = (text) => {
    const box = make('<div class="toast no-p"><span></span><button type="button">Закрыть</button></div>');
    const gone = () => box.remove();
    box.firstChild.textContent = text;
    box.lastChild.onclick = gone;
    let timer = setTimeout(gone, 8000);
    box.onmouseenter = box.onfocusin = () => clearTimeout(timer);
    box.onmouseleave = () => (timer = setTimeout(gone, 4000));
    $("#toasts").replaceChildren(box);
    announce(text);
  };

  /** Bad news stays beside what failed, until the next try. */
  const problem = (note, near) => {
    const place = near && near.isConnected && near.closest("form, dialog, td, li, section");
    each("[data-problem]", (old) => old.remove());
    note.dataset.problem = "";
    if (!place) $("#notes").prepend(note);
    else if (place.matches("dialog, td, li, section")) place.prepend(note);
    else place.before(note);
    note.scrollIntoView({ block: "nearest" });
  };

  const plainProblem = (text) => {
    const note = make('<div class="note da" role="alert"><svg class="i" aria-hidden="true"></svg><div><p></p></div></div>');
    $("p", note).textContent = text;
    return note;
  };

  const reasonOf = (status) =>
    status === 0
      ? "Нет связи с сервером. Введённое остаётся на странице: повторите, когда связь вернётся."
      : status === 413
        ? "Файл больше, чем принимает сервер. Уменьшите его или разделите на части."
        : "Сервер не справился с запросом. Введённое остаётся на странице: повторите через минуту.";

  document.addEventListener("medk:said", (event) => {
    for (const said of event.detail.value || []) {
      if (said.level === "error" || said.level === "warning") problem(plainProblem(said.text), event.target);
      else toast(said.text);
    }
  });

  /* ---- fragments ---- */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt } = event.detail;
    if (!xhr.getResponseHeader("X-Problem")) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    problem(make(xhr.responseText), elt);
  });
  const failed = (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.getResponseHeader("X-Problem")) return;
    problem(plainProblem(reasonOf(xhr.status)), elt);
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, elt, successful } = event.detail;
    if (!successful || xhr.getResponseHeader("X-Problem")) return;
    each("[data-problem]", (old) => old.remove());
    if (elt.matches("form")) forget(elt);
    const open = elt.closest("dialog[open]");
    if (open) open.close();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    prepare(part);
    if (part.matches("dialog:not([open])")) part.showModal();
    const said = part.matches("[data-say]") ? part : $("[data-say]", part);
    if (said) announce(said.dataset.say);
    const focus = part.matches("[data-focus]") ? part : $("[data-focus], [autofocus]", part);
    if (focus) focus.focus();
  });

  /* ---- menus and dialogs ---- */
  const closeMenus = (but) => each("details.pick[open]", (menu) => menu !== but && (menu.open = false));
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.pick"));
    const ask = event.target.closest("details.ask > summary");
    if (ask) {
      event.preventDefault();
      openDialog(ask.parentNode);
    }
    const shut = event.target.closest("dialog [data-close]");
    if (shut) {
      event.preventDefault();
      shut.closest("dialog").close();
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy.dataset.copy);
    const print = event.target.closest("[data-print]");
    if (print) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = $("details.pick[open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (["#nav", "#lv"].includes(location.hash)) location.hash = "#main";
  });

  /** A folded form (`details.ask`) is shown as a dialog; closed, it goes back where it was. */
  const openDialog = (holder) => {
    const inside = holder.lastElementChild;
    const dialog = make('<dialog class="dlg"></dialog>');
    const title = $("h2", inside);
    if (title) dialog.setAttribute("aria-labelledby", (title.id ||= `dlg-${Date.now()}`));
    dialog.append(inside);
    holder.after(dialog);
    dialog.onclose = () => {
      holder.append(inside);
      dialog.remove();
      $("summary", holder).focus();
    };
    dialog.showModal();
    const first = $("textarea, input:not([type=hidden]), select", dialog);
    if (first) first.focus();
  };

  const copyText = (text) => {
    const whole = new URL(text, location.href).href;
    const done = () => toast("Ссылка скопирована.");
    const byHand = () => {
      const box = make('<textarea class="vh"></textarea>');
      box.value = whole;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(whole).then(done, byHand);
    else byHand();
  };

  /* ---- drafts: what was typed into a textarea outlives the page ---- */
  const mine = `medk:${document.body.dataset.user}:`;
  const store = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null; /* storage is off or full: typing goes on without drafts */
    }
  };
  const draftKey = (area) => {
    const version = area.form && area.form.elements.version ? area.form.elements.version.value : "";
    return `${mine}${location.pathname}|${area.form ? area.form.getAttribute("action") || "" : ""}|${area.name}|${version}`;
  };
  const kept = (form) => form.querySelectorAll("textarea[name]:not([readonly])");
  const forget = (form) => kept(form).forEach((area) => store((s) => s.removeItem(draftKey(area))));

  const offerDraft = (area) => {
    const key = draftKey(area);
    const draft = JSON.parse(store((s) => s.getItem(key)) || "null");
    if (!draft || !draft.text.trim() || draft.text === area.value) return;
    if (draft.sent && $('#notes [data-level="success"], .meta [data-level="success"]')) return void store((s) => s.removeItem(key));
    const when = new Date(draft.at).toLocaleString("ru", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const note = make('<div class="help draft" role="status"><span></span> <button type="button" class="btn sm">Вернуть текст</button> <button type="button" class="btn sm quiet">Не нужно</button></div>');
    note.firstChild.textContent = `Здесь остался набранный текст (${when}).`;
    const [back, drop] = note.querySelectorAll("button");
    back.onclick = () => {
      area.value = draft.text;
      note.remove();
      area.focus();
    };
    drop.onclick = () => {
      store((s) => s.removeItem(key));
      note.remove();
      area.focus();
    };
    area.before(note);
  };

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (!area.matches("textarea[name]:not([readonly])") || !area.form || area.form.method !== "post") return;
    const draft = JSON.stringify({ text: area.value, at: Date.now() });
    store((s) => (area.value ? s.setItem(draftKey(area), draft) : s.removeItem(draftKey(area))));
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.id === "lv") return void restyle(event);
    if (form.matches("[data-leave]")) {
      store((s) => Object.keys(s).filter((key) => key.startsWith(mine)).forEach((key) => s.removeItem(key)));
    }
    if (form.dataset.sent) return void event.preventDefault(); /* a second click on a slow line */
    if (form.method === "post" && !form.matches("[hx-post], [data-again]")) {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 8000);
      kept(form).forEach((area) => {
        const draft = JSON.stringify({ text: area.value, at: Date.now(), sent: true });
        if (area.value) store((s) => s.setItem(draftKey(area), draft));
      });
    }
  });
  window.addEventListener("pageshow", () => each("form[data-sent]", (form) => delete form.dataset.sent));

  /* ---- display settings without leaving the page ----
     One after another: each answer sets the cookie that the next request adds to. */
  let styled = Promise.resolve();
  const restyle = (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    const sent = new FormData(form);
    sent.set(button.name, button.value);
    const send = () => fetch(form.action, { method: "POST", body: sent, redirect: "manual", keepalive: true });
    styled = styled.then(send).catch(() => form.submit());
    const names = button.name === "reset" ? ["size", "scheme", "spacing", "theme"] : [button.name];
    for (const name of names) {
      const value = button.name === "reset" ? "" : button.value;
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
      each(`[name="${name}"]`, (one) => one.setAttribute("aria-pressed", String(one.value === value)), form);
    }
  };

  /* ---- files: names and limits before anything is sent ---- */
  const fileWords = (file) => `${file.name}, ${Math.max(1, Math.round(file.size / 1024))} КБ`;
  document.addEventListener("change", (event) => {
    const input = event.target;
    const zone = input.closest(".drop");
    if (zone && input.type === "file") showFiles(input, zone);
    if (input.matches("[data-submit]")) input.form.requestSubmit();
    if (input.matches("[data-all]")) each(`input[name="${input.dataset.all}"]`, (box) => (box.checked = input.checked));
  });
  /* The first press after a refused file is held, so that nobody sends a report believing the file went with it. */
  document.addEventListener("submit", (event) => {
    const zone = $(".drop[data-refused]", event.target);
    if (!zone) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    zone.removeAttribute("data-refused");
    $("input[type=file]", zone).focus();
    zone.previousElementSibling.scrollIntoView({ block: "center" });
  }, true);
  const showFiles = (input, zone) => {
    const limit = Number(zone.dataset.limit || 0);
    const files = [...input.files];
    const big = files.find((file) => limit && file.size > limit * 1048576);
    const list = $(".drop-f", zone);
    const error = zone.previousElementSibling;
    if (list) list.textContent = big ? "" : files.map(fileWords).join("; ");
    if (error && error.matches(".drop-e")) {
      error.hidden = !big;
      error.lastElementChild.textContent = big
        ? `Файл «${big.name}» весит ${Math.round(big.size / 1048576)} МБ, а можно до ${limit} МБ. Сохраните скан с качеством 200 точек или разделите на два файла.`
        : "";
    }
    if (big) input.value = "";
    zone.toggleAttribute("data-refused", Boolean(big));
  };

  const prepare = (part) => each("textarea[name]:not([readonly])", (area) => area.form && area.form.method === "post" && offerDraft(area), part);
  prepare(document);
  if (location.hash === "#nav") location.replace("#main");
})();
