// What every page gains from a script; without it all pages still work.
"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

  // The section list: folded on narrow windows, and where its reader folded it.
  const sidebar = document.querySelector(".sidebar");
  if (sidebar) {
    const narrow = window.matchMedia("(max-width: 767px)");
    if (narrow.matches || kept("sidebar") === "folded") sidebar.open = false;
    sidebar.addEventListener("toggle", () => { if (!narrow.matches) keep("sidebar", sidebar.open ? "open" : "folded"); });
  }

  // Menus, drawers and the help at heads close on Escape and on a click elsewhere.
  const floating = "details.person, details.drawer, details.head-rules";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    all(floating).filter((part) => part.open).forEach((part) => { part.open = false; part.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    all(floating).filter((part) => part.open && !part.contains(event.target)).forEach((part) => { part.open = false; });
  });

  // Come to by Tab and partly under the bar at the bottom: all of it is shown.
  document.addEventListener("keyup", ({ key, target }) => {
    const bar = key === "Tab" && target.closest("main") && document.querySelector(".bottombar");
    if (bar && target.getBoundingClientRect().bottom > bar.getBoundingClientRect().top) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  // 退出 leaves no text of this person on the machine.
  all('form[action$="/logout/"]').forEach((form) => form.addEventListener("submit", () => {
    try { Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key)); } catch { /* private window */ }
  }));

  // What is typed into a form that keeps no draft: before the page is left, but by the form's own button, the browser asks.
  const unsaved = new Set(all('form[data-guard="typed"]'));
  all("form[data-guard]").forEach((form) => {
    form.addEventListener("input", () => unsaved.add(form));
    form.addEventListener("submit", (event) => { if (!event.submitter || event.submitter.formTarget !== "_blank") unsaved.delete(form); });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!unsaved.size) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // Errors first.
  const summary = document.querySelector(".error-summary");
  if (summary && !location.hash && !summary.closest("[data-example]")) summary.focus();

  // Length of long texts, counted as the server counts: characters that are not blank.
  document.addEventListener("input", ({ target }) => {
    const line = target.id && document.querySelector(`[data-count-of="${CSS.escape(target.id)}"]`);
    if (line) line.textContent = `已写 ${Array.from(target.value.replace(/\s/g, "")).length} 字`;
  });

  // Type size and contrast, remembered in a cookie that the server reads.
  const root = document.documentElement;
  const show = () => {
    all("[data-display-size]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.displaySize === (root.dataset.size || ""))));
    all("[data-display-contrast]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.displayContrast === (root.dataset.contrast || ""))));
  };
  const choose = (name, value) => {
    if (value) root.dataset[name] = value; else delete root.dataset[name];
    const words = [root.dataset.size, root.dataset.contrast].filter(Boolean).join(".");
    document.cookie = `display=${words}; path=/; max-age=31536000; samesite=strict`;
    show();
  };
  all(".menu-display").forEach((part) => { part.hidden = false; });
  all("[data-display-size]").forEach((button) => button.addEventListener("click", () => choose("size", button.dataset.displaySize)));
  all("[data-display-contrast]").forEach((button) => button.addEventListener("click", () => choose("contrast", button.dataset.displayContrast)));
  show();
})();
