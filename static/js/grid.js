// What the grids of a section share: rows found by the ids of their elements, what was done last and how to undo it.
// Rows are `<row set>-<key>`, their controls `<row set>-<key>-<field>` (docs/decisions/0001).
"use strict";
(() => {
  const form = document.getElementById("section-form"), bar = document.querySelector(".bottombar");
  if (!form || !bar || !document.getElementById("save-state")) return;
  const ROW = /^([a-z_]+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
  const CONTROLS = "input:not([type=hidden]), select, textarea";

  // ── rows ──
  const isRow = (node) => Boolean(node.id && ROW.test(node.id));
  const rowOf = (node) => {
    for (let at = node; at && at !== form; at = at.parentElement) {
      if (isRow(at)) return at;
      if (at.classList.contains("detail")) return at.previousElementSibling;
    }
    return null;
  };
  const setOf = (row) => ROW.exec(row.id)[1];
  const keyOf = (row) => ROW.exec(row.id)[2];
  const levelOf = (row) => {
    const level = row.querySelector(`input[name="${row.id}-level"]`);
    return level ? Number(level.value) : 3;
  };
  const parentOf = (row) => {
    const parent = row.querySelector(`input[name="${row.id}-parent"]`);
    return parent ? parent.value : "";
  };
  // The elements of a row alone, and with all that is below it.
  const own = (row) => (row.nextElementSibling && row.nextElementSibling.classList.contains("detail") ? [row, row.nextElementSibling] : [row]);
  const family = (row) => {
    const found = own(row), level = levelOf(row);
    for (let at = found[found.length - 1].nextElementSibling; at; at = at.nextElementSibling) {
      if (isRow(at) && levelOf(at) <= level) break;
      found.push(at);
    }
    return row.parentElement.dataset.rows === "indicators" ? found : own(row);
  };
  const rowsIn = (container) => Array.from(container.children).filter(isRow);
  const peers = (row) => rowsIn(row.parentElement).filter((other) => parentOf(other) === parentOf(row));
  const controls = (row) => own(row).flatMap((part) => Array.from(part.querySelectorAll(CONTROLS))).filter((control) => control.name.startsWith(`${row.id}-`));
  const fieldOf = (control) => control.name.slice(control.name.lastIndexOf("-") + 1);
  const isVisible = (node) => node.getClientRects().length > 0;
  const open = (control) => !control.disabled && !control.readOnly && isVisible(control);
  // What a control is called: the end of its label in a table, else the words beside it.
  const labelOf = (control) => {
    const said = control.getAttribute("aria-label");
    if (said) return said.split(" · ").pop();
    const label = control.labels && control.labels[0];
    return label ? (label.querySelector("span") && label.classList.contains("pair") ? label.querySelector("span") : label).textContent.trim() : fieldOf(control);
  };
  const nameOf = (row) => {
    const control = ["name", "title", "text"].map((field) => document.getElementById(`${row.id}-${field}`)).find(Boolean);
    return control ? control.value.trim() : "";
  };

  // ── words, and the way back ──
  const said = document.createElement("div"), whisper = document.createElement("p");
  said.className = "grid-said";
  said.setAttribute("role", "status");
  whisper.className = "visually-hidden";
  whisper.setAttribute("role", "status");
  bar.prepend(said, whisper);
  let last = null;
  const pressed = (words, press) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn-text", textContent: words });
    button.addEventListener("click", press);
    return button;
  };
  const clear = () => {
    said.replaceChildren();
    document.documentElement.classList.remove("is-told");
    last = null;
  };
  const say = (words, undo, label = "撤销") => {
    last = undo ? { undo, isFresh: true } : null;
    const text = document.createElement("span");
    text.textContent = words;
    said.replaceChildren(text, ...(undo ? [pressed(label, takeBack)] : []), pressed("关闭", () => { clear(); }));
    document.documentElement.classList.add("is-told");
  };
  function takeBack() {
    if (!last) return;
    const { undo } = last;
    clear();
    whisper.textContent = "已撤销";
    undo();
  }
  form.addEventListener("input", (event) => { if (event.isTrusted && last) last.isFresh = false; });

  // Whatever is done by script is told to autosave, to the totals and to the texts beside.
  const changed = () => {
    form.dispatchEvent(new CustomEvent("rowschanged"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const put = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const look = (control) => {
    if (!control) return;
    control.focus({ preventScroll: true });
    control.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (control.select && control.tagName === "INPUT" && control.type === "text") control.select();
  };
  const isComposing = (event) => event.isComposing || event.keyCode === 229;

  window.Grid = {
    form, CONTROLS, isRow, rowOf, setOf, keyOf, levelOf, parentOf, own, family, rowsIn, peers, controls, fieldOf, labelOf, nameOf, open,
    say, clear, pressed, whisper: (words) => { whisper.textContent = words; }, takeBack, isFresh: () => Boolean(last && last.isFresh),
    changed, put, look, isComposing,
  };
})();
