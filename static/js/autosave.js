// Drafts: what is typed is stored while one types, word for word; only 保存 saves (docs/decisions/0021).
// Whatever changes the form by script fires `input` or `change` in it; all of the form is read and sent as it stands.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft-url]");
  const line = document.getElementById("save-state");
  if (!form || !line) return;
  const url = form.dataset.draftUrl, person = form.elements.person.value, dialog = document.getElementById("relogin");
  const pause = Number(form.dataset.draftPause) || 1500, LONGEST_PAUSE = 60000, KEEPALIVE_BYTES = 60000;
  const CARRIED = new Set(["csrfmiddlewaretoken", "version", "sitting", "replaces", "seq", "person"]);
  const SHELF = `draft:${person}:${url}:`;
  const WORDS = {
    clean: "未改动", dirty: "有未暂存的修改", busy: "正在暂存…",
    offline: "网络中断，内容保留在本机，恢复后自动重试",
    failed: "服务器暂时不能暂存，内容保留在本机，稍后自动重试",
    expired: "登录已过期，请在新窗口登录后继续（内容未丢失）",
    other: "现在登录的是另一个账号，请用原账号登录后继续（内容未丢失）",
  };

  // ── what stands in the form; of a word that is still being composed, what stood there before it ──
  let composing = null;
  const typed = () => {
    const data = new FormData(form), fields = Object.create(null);
    if (composing && composing.part.name) data.set(composing.part.name, composing.before);
    for (const [name, value] of data) {
      if (!CARRIED.has(name) && typeof value === "string") (fields[name] = fields[name] || []).push(value);
    }
    return JSON.stringify(fields);
  };
  const asServed = (part) => {
    if (part.type === "checkbox" || part.type === "radio") return part.checked === part.defaultChecked;
    if (part.options) return Array.from(part.options).every((each) => each.selected === each.defaultSelected) || part.selectedIndex === 0;
    return part.type === "hidden" || part.defaultValue === undefined || part.value === part.defaultValue;
  };

  // ── the line in the bottom bar ──
  const served = line.textContent.trim();
  let newer = "", storedAt = "", orphans = 0;
  const others = new Set();
  const say = (state, words, link) => {
    // What is being pressed must not be replaced under the pointer.
    if (line.dataset.state === state && line.firstChild && line.firstChild.data === words) return;
    line.dataset.state = state;
    line.replaceChildren(words, ...(link ? [" – ", link] : []));
    line.title = line.textContent;
  };
  const made = (tag, words, press) => {
    const node = document.createElement(tag);
    node.textContent = words;
    if (tag === "button") Object.assign(node, { type: "button", className: "btn-text" });
    node.addEventListener("click", press);
    return node;
  };
  const linked = (words, address) => {
    const link = made("a", words, async (event) => {
      event.preventDefault();
      await store();
      // Another request may be under way: its answer is waited for, five seconds at most.
      for (let left = 100; left && !trouble && (underway || typed() !== stored); left -= 1) await new Promise((go) => setTimeout(go, 50));
      leaving = true;
      location.assign(address());
    });
    link.href = address();
    return link;
  };
  const beside = () => (others.size ? "（另一个窗口也打开了本节）" : "");
  const rest = () => {
    if (trouble) return;
    if (newer) say("newer", newer, linked("查看差异", () => `${location.pathname}?draft=${form.elements.sitting.value}`));
    else if (storedAt) say("stored", `草稿已暂存 ${storedAt}${beside()}`);
    else if (orphans) say("orphans", "本机有未存到服务器的内容，已存为草稿", linked("查看", () => location.pathname));
    else say("clean", `${WORDS.clean}${beside() || (served ? `，${served}` : "")}`);
  };

  // ── the copy on this machine, until the server has it ──
  const shelve = (text, number) => {
    const copy = JSON.stringify({ seq: number, version: form.elements.version.value, replaces: form.elements.replaces.value, typed: text });
    try { localStorage.setItem(SHELF + form.elements.sitting.value, copy); } catch { /* full, or a private window */ }
  };
  const clear = (sitting) => { try { localStorage.removeItem(SHELF + sitting); } catch { /* a private window */ } };

  // ── sending: one request at a time, the last state after it ──
  let seq = Number(form.elements.seq.value) || 0, answered = 0, underway = 0, sent = null;
  let stored = form.dataset.draftUnsaved || !Array.from(form.elements).every(asServed) ? null : typed();
  let timer = 0, shelfTimer = 0, tries = 0, trouble = "", leaving = false, renewed = false;
  const plan = (delay) => { clearTimeout(timer); timer = setTimeout(store, delay); };
  const retry = () => { [trouble, renewed, putOff] = ["", false, false]; store(); };

  const packed = (sitting, number, version, replaces, text) => {
    const data = new FormData();
    const fields = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, person, sitting, seq: number, version, replaces, typed: text };
    Object.entries(fields).forEach(([name, value]) => data.append(name, value));
    return data;
  };
  const post = (body, more) => fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", ...more });

  async function store(goes) {
    clearTimeout(timer);
    if (leaving && !goes) return; // being saved: a draft that came after it would be offered as something newer
    const text = typed();
    if (text === stored || (goes && text === sent)) {
      if (text === stored && !underway && !trouble) { clear(form.elements.sitting.value); rest(); }
      return;
    }
    if (["expired", "other", "refused"].includes(trouble)) { shelve(text, seq + 1); return; }
    if (underway && !goes) return; // sent when the answer is there
    const sitting = form.elements.sitting.value, number = ++seq;
    form.elements.seq.value = number;
    shelve(text, number);
    sent = text;
    underway += 1;
    if (!trouble && !newer) say("busy", WORDS.busy);
    let status = 0, answer = {};
    try {
      const body = packed(sitting, number, form.elements.version.value, form.elements.replaces.value, text);
      const response = await post(body, { keepalive: Boolean(goes) && text.length * 3 < KEEPALIVE_BYTES });
      status = response.status;
      answer = await response.json();
    } catch { if (status < 500) status = 0; }
    underway -= 1;
    sent = null;
    if (number >= answered && sitting === form.elements.sitting.value) await take(status, answer, text, number);
    if (!trouble && !underway && !leaving && typed() !== stored && !composing) plan(0);
  }

  async function take(status, answer, text, number) {
    if (answer.stored) {
      [answered, stored, storedAt, trouble, tries, renewed] = [number, text, answer.at, "", 0, false];
      newer = answer.words || "";
      if (typed() === text) clear(form.elements.sitting.value);
      rest();
    } else if (status === 200) {
      if (answer.outcome === "closed" || number === seq) anew();
    } else if (status === 401 || (status === 403 && !renewed)) {
      await expired();
    } else if (status === 0 || status === 403 || status >= 500) {
      [trouble, renewed] = [status ? "failed" : "offline", false];
      say(trouble, WORDS[trouble]);
      tries += 1;
      plan(Math.min(LONGEST_PAUSE, pause * 2 ** tries));
    } else {
      trouble = status === 413 ? "large" : "refused";
      say(trouble, answer.words || WORDS.failed);
    }
  }

  // The sitting is saved already (a page come back to), or another page has its number: what is typed gets one of its own.
  const anew = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const digits = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
    clear(form.elements.sitting.value);
    form.elements.sitting.value = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    stored = null;
  };

  // ── who is logged in, and a token for them ──
  const session = async () => {
    try {
      const response = await fetch(form.dataset.sessionUrl, { headers: { Accept: "application/json" }, redirect: "error" });
      const found = await response.json();
      document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => { input.value = found.token; });
      return found;
    } catch { return null; }
  };
  let putOff = false;
  async function expired(quietly) {
    trouble = "expired"; // nothing more is sent while one asks who is there
    const found = await session();
    if (!found) { trouble = "offline"; say(trouble, WORDS.offline); tries += 1; plan(Math.min(LONGEST_PAUSE, pause * 2 ** tries)); return; }
    if (String(found.person) === person) {
      if (dialog.open) close();
      [trouble, renewed, putOff] = ["", true, false];
      plan(0);
      return;
    }
    trouble = found.person ? "other" : "expired";
    say(trouble, WORDS[trouble], made("button", "登录", ask));
    if (!quietly && !putOff && !found.person) askAtRest();
  }

  // ── logging in over the page ──
  let asked = null;
  const ask = () => {
    if (!dialog || dialog.open) return;
    asked = document.activeElement;
    if (dialog.showModal) dialog.showModal(); else dialog.setAttribute("open", "");
    dialog.querySelector('[name="password"]').focus();
  };
  // Not under somebody's fingers: what is being typed would go into the dialog.
  let pressed = 0;
  document.addEventListener("keydown", () => { pressed = Date.now(); }, true);
  document.addEventListener("input", () => { pressed = Date.now(); }, true);
  const askAtRest = () => setTimeout(() => {
    if (trouble !== "expired") return;
    if (composing || Date.now() - pressed < pause) askAtRest(); else ask();
  }, pause);
  const close = () => {
    if (dialog.close) dialog.close(); else dialog.removeAttribute("open");
    dialog.querySelector("form").reset();
    dialog.querySelector("[data-login-error]").hidden = true;
    if (asked && asked.focus) asked.focus();
  };
  const complain = (words) => {
    const part = dialog.querySelector("[data-login-error]");
    part.textContent = words;
    part.hidden = false;
  };
  const login = async (event) => {
    event.preventDefault();
    const door = dialog.querySelector("form");
    const found = await session();
    if (!found) { complain("网络中断，没有登录。"); return; }
    if (String(found.person) === person) { close(); retry(); return; }
    try {
      const body = new URLSearchParams(new FormData(door));
      const response = await fetch(door.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      if (response.status === 429) complain("连续输错，本账号在本机暂停登录。到时间后再试；内容仍在本页，没有丢失。");
      else if (response.status === 422) complain((await response.json()).words.join(""));
      else if (response.ok) { await session(); close(); retry(); }
      else complain("没有登录成功，请再试一次。");
    } catch { complain("网络中断，没有登录。"); }
  };
  if (dialog) {
    dialog.querySelector("form").addEventListener("submit", login);
    dialog.querySelector("[data-login-later]").addEventListener("click", () => { putOff = true; close(); });
    dialog.addEventListener("cancel", () => { putOff = true; });
  }

  // ── what is typed ──
  const changed = () => {
    leaving = false;
    if (trouble === "large") trouble = "";
    if (!trouble && !newer && !underway) say("dirty", WORDS.dirty);
    if (trouble !== "offline" && trouble !== "failed") plan(pause);
    clearTimeout(shelfTimer);
    shelfTimer = setTimeout(() => { const text = typed(); if (text !== stored) shelve(text, seq + 1); }, pause / 5);
  };
  const isComposing = (event) => event.isComposing || event.keyCode === 229 || Boolean(composing);
  form.addEventListener("compositionstart", ({ target }) => { composing = { part: target, before: target.value }; });
  form.addEventListener("compositionend", () => { composing = null; changed(); });
  form.addEventListener("input", (event) => { if (!isComposing(event)) changed(); });
  form.addEventListener("change", (event) => { if (!isComposing(event)) changed(); });
  form.addEventListener("focusout", (event) => { if (event.target === (composing && composing.part)) composing = null; if (!trouble) store(); });
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && isComposing(event)) event.preventDefault(); }, true);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    if (!isComposing(event) && !(dialog && dialog.open)) form.requestSubmit(form.querySelector('button[name="do"][value="save"]'));
  });

  // ── leaving, and coming back ──
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    const text = typed();
    if (text !== stored) shelve(text, seq + 1);
  });
  const hide = () => { if (!leaving) store(true); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) hide(); });
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !trouble || typed() === stored) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("online", () => { if (trouble === "offline") retry(); });
  window.addEventListener("focus", () => { if (trouble === "expired" || trouble === "other") expired(true); });

  // ── copies that never reached the server: of windows that were closed, or lost their connection ──
  const deliver = async () => {
    const kept = [];
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (key.startsWith(SHELF) && key !== SHELF + form.elements.sitting.value) kept.push([key.slice(SHELF.length), JSON.parse(localStorage.getItem(key))]);
      }
    } catch { return; }
    for (const [sitting, copy] of kept) {
      try {
        const response = await post(packed(sitting, copy.seq, copy.version, copy.replaces, copy.typed));
        const answer = await response.json();
        if (answer.stored) orphans += 1;
        if (answer.stored || response.status === 200) clear(sitting);
      } catch { return; }
    }
    if (orphans && !storedAt && line.dataset.state === "clean") rest();
  };

  // ── other windows of the same person ──
  if (window.BroadcastChannel) {
    const channel = new BroadcastChannel(SHELF);
    const call = (word) => channel.postMessage({ word, sitting: form.elements.sitting.value, version: Number(form.elements.version.value) });
    channel.addEventListener("message", ({ data }) => {
      if (data.word === "bye") others.delete(data.sitting); else others.add(data.sitting);
      if (data.word === "hello") call("here");
      if (data.version > Number(form.elements.version.value) && !newer) {
        newer = "另一个窗口已保存了较新的内容";
        if (typed() !== stored) { store(); return; }
      }
      if (["clean", "stored", "newer"].includes(line.dataset.state)) rest();
    });
    window.addEventListener("pagehide", () => call("bye"));
    window.addEventListener("pageshow", () => call("hello"));
  }

  if (stored === null) changed(); else rest();
  deliver();
})();
