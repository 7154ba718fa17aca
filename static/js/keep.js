// What is typed into forms that are no sections (answers, remarks, scores, explanations, reasons) is kept on this machine until
// it is saved: one copy a form and window, by person, offered where the form is opened again (docs/decisions/0021).
// A form takes part by `data-keep`, its name on the page; `data-keep-page` says where it is opened if not at this address.
"use strict";
(() => {
  const main = document.querySelector("main[data-person]");
  if (!main || !main.dataset.person) return;
  const SHELF = `draft:${main.dataset.person}:form:`, SENT = "form-sent", PAUSE = 300, DAYS = 30;
  const LEFT_OUT = new Set(["hidden", "file", "password", "submit", "button", "reset", "fieldset"]);

  // ── the shelf ──
  const put = (key, copy) => { try { localStorage.setItem(key, JSON.stringify(copy)); } catch { /* full, or a private window */ } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* a private window */ } };
  const get = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const shelved = (prefix) => {
    let keys = [];
    try { keys = Object.keys(localStorage); } catch { /* a private window */ }
    const found = keys.filter((key) => key.startsWith(prefix)).map((key) => ({ key, copy: get(key) }));
    return found.filter((each) => each.copy).sort((one, other) => other.copy.at - one.copy.at);
  };
  shelved(SHELF).filter(({ copy }) => Date.now() - copy.at > DAYS * 86400000).forEach(({ key }) => drop(key));

  // ── the post that led here: what it carried is saved if the page says so, and refuses nothing of it ──
  let sent = "";
  try { sent = sessionStorage.getItem(SENT) || ""; sessionStorage.removeItem(SENT); } catch { /* a private window */ }
  if (sent && document.querySelector(".messages .message-success") && !document.querySelector(".error-summary")) { drop(sent); sent = ""; }
  const remember = (key) => { try { if (key) sessionStorage.setItem(SENT, key); else sessionStorage.removeItem(SENT); } catch { /* a private window */ } };

  // ── a form: what was typed into it, and its place on the shelf ──
  const pathOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
  const prefixOf = (form) => `${SHELF}${pathOf(form)}#${form.dataset.keep}:`;
  const parts = (form) => Array.from(form.elements).filter((part) => part.name && !LEFT_OUT.has(part.type));
  const isTicked = (part) => part.type === "checkbox" || part.type === "radio";
  const isServed = (part) => {
    if (isTicked(part)) return part.checked === part.defaultChecked;
    if (part.options) return Array.from(part.options).every((each) => each.selected === each.defaultSelected) || (part.selectedIndex === 0 && !Array.from(part.options).some((each) => each.defaultSelected));
    return part.value === part.defaultValue;
  };
  const valuesOf = (form, name) => parts(form).filter((part) => part.name === name && (!isTicked(part) || part.checked)).map((part) => part.value);
  const labelOf = (part) => {
    const legend = part.type === "radio" && part.closest("fieldset") && part.closest("fieldset").querySelector("legend");
    const label = legend || (part.labels && part.labels[0]);
    return (part.getAttribute("aria-label") || (label && label.textContent) || "").replace("必填", "").trim();
  };
  const wordsOf = (part) => {
    if (isTicked(part)) return part.checked ? part.labels[0].textContent.trim() : "";
    return part.options ? Array.from(part.selectedOptions, (each) => each.textContent).join("、") : part.value;
  };
  const typed = (form) => {
    const fields = {};
    for (const name of new Set(parts(form).filter((part) => !isServed(part)).map((part) => part.name))) {
      const own = parts(form).filter((part) => part.name === name);
      fields[name] = { label: labelOf(own[0]), values: valuesOf(form, name), words: own.map(wordsOf).filter(Boolean).join("、") };
    }
    return fields;
  };
  const titleOf = (form) => {
    const around = form.closest("article, section, main"), head = form.dataset.keepTitle ? null : around && around.querySelector("h1, h2, h3, header b");
    return form.dataset.keepTitle || (head ? head.textContent.trim() : document.title);
  };
  const isIn = (form, fields) => Object.entries(fields).every(([name, { values }]) => String(valuesOf(form, name)) === String(values));

  // ── what was not saved is shown, and put back or thrown away ──
  const made = (tag, className, words) => Object.assign(document.createElement(tag), { className, textContent: words });
  const pressed = (words, press) => {
    const button = Object.assign(made("button", "btn btn-secondary", words), { type: "button" });
    button.addEventListener("click", press);
    return button;
  };
  const clock = (at) => {
    const when = new Date(at), two = (number) => String(number).padStart(2, "0");
    return `${two(when.getMonth() + 1)}-${two(when.getDate())} ${two(when.getHours())}:${two(when.getMinutes())}`;
  };
  const banner = (title, copy, ...actions) => {
    const box = made("div", "banner banner-info kept-form", ""), body = document.createElement("div"), list = made("dl", "", "");
    const more = document.createElement("details"), fields = Object.values(copy.fields), row = made("p", "actions", "");
    more.append(made("summary", "", `查看填写的内容（${fields.length} 处）`), list);
    fields.forEach(({ label, words }) => list.append(made("dt", "", label || "内容"), made("dd", "", words || "（空）")));
    row.append(...actions);
    body.append(made("p", "banner-title", `${title}（${clock(copy.at)}）`), more, row);
    box.append(body);
    return box;
  };
  const restore = (form, fields) => {
    const changed = parts(form).filter((part) => fields[part.name]);
    changed.forEach((part) => {
      const { values } = fields[part.name];
      if (isTicked(part)) part.checked = values.includes(part.value); else part.value = values[0] || "";
    });
    changed.forEach((part) => part.dispatchEvent(new Event("input", { bubbles: true })));
    if (changed.length) changed[0].focus();
  };
  const offer = (form, key, copy) => {
    const box = banner("上次填写的内容没有提交", copy, pressed("填回", () => {
      restore(form, copy.fields);
      store(form);
      if (Object.keys(copy.fields).every((name) => valuesOf(form, name).length)) drop(key);
      box.remove();
    }), pressed("不要了", () => { drop(key); box.remove(); }));
    form.prepend(box);
  };
  // Of forms that are not on this page now: an item's remark that is opened from the list, an answer to what was withdrawn.
  const list = (key, copy) => {
    const link = made("a", "btn btn-secondary", "打开"), gone = copy.page === location.pathname + location.search;
    link.href = copy.page;
    const box = banner(`没有提交的内容：${copy.title}`, copy, ...(gone ? [] : [link]), pressed("不要了", () => { drop(key); box.remove(); }));
    const head = main.querySelector(".page-header");
    if (head) head.after(box); else main.prepend(box);
  };

  // ── keeping ──
  const own = new Map(), timers = new Map();
  function store(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const fields = typed(form), key = own.get(form);
    // A page that answers a refused post shows as served what was never saved.
    if (Object.keys(fields).length) put(key, { at: Date.now(), page: form.dataset.keepPage || location.pathname + location.search, title: titleOf(form), fields: { ...(key === sent ? (get(key) || {}).fields : {}), ...fields } });
    else if (key !== sent) drop(key);
  }
  const flush = () => Array.from(timers.keys()).forEach(store);
  const forms = Array.from(document.querySelectorAll("form[data-keep]")), number = `${Date.now().toString(36)}${Array.from(crypto.getRandomValues(new Uint8Array(8)), (each) => each.toString(36)).join("")}`;
  forms.forEach((form) => {
    const prefix = prefixOf(form);
    own.set(form, sent.startsWith(prefix) ? sent : prefix + number);
    shelved(prefix).forEach(({ key, copy }) => {
      if (!isIn(form, copy.fields)) offer(form, key, copy);
      else if (key !== sent) drop(key);
    });
  });
  // The controls of a form may stand outside it, and are heard all the same.
  const plan = (event) => {
    const form = event.target.form;
    if (event.isComposing || !own.has(form)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => store(form), PAUSE));
  };
  ["input", "change", "compositionend"].forEach((name) => document.addEventListener(name, plan));
  const shown = forms.map(prefixOf);
  shelved(SHELF).forEach(({ key, copy }) => {
    const page = new URL(copy.page, location.href);
    if (page.pathname === location.pathname && !shown.some((prefix) => key.startsWith(prefix))) list(key, copy);
  });

  // ── leaving ──
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if ((form.getAttribute("action") || "").endsWith("/logout/")) { timers.forEach(clearTimeout); timers.clear(); return; } // 退出 clears the shelf
    flush();
    if (((event.submitter && event.submitter.formTarget) || form.target) === "_blank") return;
    remember(own.get(form) || (sent && sent.startsWith(`${SHELF}${pathOf(form)}#`) ? sent : ""));
  });
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
})();
