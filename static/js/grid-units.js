// 元 typed where 万元 is asked for: an offer beside the field, taken with one click and taken back with another.
"use strict";
(() => {
  const grid = window.Grid, figures = window.Figures;
  if (!grid || !figures) return;
  const { form, rowOf } = grid, { read, grouped, SCALE } = figures;
  const AMOUNT = /(_amount|unit_price|published_spending|_investment)$/, FACTOR = 1000n, WAN = 10000n;

  const valueOf = (control) => (control ? read(control.value) : null);
  const amountsOf = (row) => grid.controls(row).filter((control) => AMOUNT.test(control.name));
  // What it is held against: its own line, last year's value beside it, the rest of its block, the department's spending.
  const measures = (control) => {
    const row = rowOf(control), found = [];
    if (row) found.push(...amountsOf(row).filter((other) => other !== control && !/(unit_price|_last)$/.test(other.name)).map(valueOf));
    const last = document.querySelector(`[id="${control.id}_last"] .figure`);
    if (last) found.push(read(last.textContent));
    const sum = control.dataset.sum;
    if (sum) {
      const rest = Array.from(form.querySelectorAll(`[data-sum="${sum}"]`)).filter((other) => other !== control).map(valueOf).filter((value) => value !== null);
      found.push(rest.reduce((total, value) => total + value, 0n));
    }
    if (form.dataset.whole) found.push(read(form.dataset.whole));
    return found.filter((value) => value);
  };
  // With a unit behind it the reader knows already what was meant.
  const isBare = (text) => !/[元万亿]/.test(text.normalize("NFKC"));
  const isSuspicious = (control) => {
    const value = valueOf(control);
    return value !== null && value >= FACTOR * 10n ** BigInt(SCALE) && isBare(control.value) && measures(control).some((other) => value >= FACTOR * other);
  };
  const exact = (value) => {
    const digits = value.toString().padStart(SCALE + 1, "0"), whole = grouped(digits.slice(0, -SCALE)), rest = digits.slice(-SCALE).replace(/0+$/, "");
    return `${whole}.${rest.padEnd(2, "0")}`;
  };

  const look = (control) => {
    const id = `${control.id}_unit`, shown = document.getElementById(id);
    if (shown) shown.remove();
    if (!isSuspicious(control)) return;
    const value = valueOf(control), words = exact(value / WAN), note = document.createElement("p"), typed = control.value;
    if (value % WAN) return;
    note.id = id;
    note.className = "cell-note cell-note-warning cell-note-unit";
    note.setAttribute("role", "status");
    note.append("是否误按“元”填写？", grid.pressed(`换算为 ${words} 万元`, () => {
      grid.put(control, words);
      grid.look(control);
      grid.say(`已换算为 ${words} 万元。`, () => { grid.put(control, typed); grid.look(control); });
    }));
    control.after(note);
  };
  form.addEventListener("change", ({ target }) => { if (AMOUNT.test(target.name || "")) look(target); });
})();
