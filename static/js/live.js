// Totals and rates while one types. Exact: amounts are whole 分 as BigInt; the server computes the same after saving.
"use strict";
(() => {
  const form = document.getElementById("section-form");
  if (!form) return;

  // The same spellings that huadu_perf/lib/money.py reads; anything else counts as nothing.
  const SCALE = 6;
  const UNITS = { 亿元: 4, 亿: 4, 万元: 0, 万: 0, 元: -4 };
  const read = (text) => {
    const plain = text.normalize("NFKC").replace(/[\s,、￥¥$]/g, "");
    const match = /^\+?(\d*)(?:\.(\d*))?(亿元|亿|万元|万|元)?$/.exec(plain);
    if (!match || !(match[1] || match[2])) return null;
    const places = SCALE + (UNITS[match[3]] || 0), decimals = (match[2] || "").replace(/0+$/, "");
    return decimals.length > places ? null : BigInt((match[1] || "0") + decimals.padEnd(places, "0"));
  };
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const rounded = (value, places) => {
    const step = 10n ** BigInt(SCALE - places);
    return (value + step / 2n) / step;
  };
  const written = (value, places) => {
    const digits = rounded(value, places).toString().padStart(places + 1, "0");
    return grouped(digits.slice(0, digits.length - places)) + (places ? "." + digits.slice(-places) : "");
  };
  const trimmed = (value) => written(value, 2).replace(/\.?0+$/, (tail) => (tail.startsWith(".") ? "" : tail.replace(/0+$/, "")));

  // Read by the scripts of the grids: amounts as whole millionths.
  window.Figures = { read, written, grouped, SCALE };

  const rate = (whole, part) => {
    if (!whole || part === null || part === undefined) return "";
    const tenths = (part * 2000n + whole) / (whole * 2n);
    return `${tenths / 10n}.${tenths % 10n}%`;
  };

  // The sums of every group of a tree: rows stand in reading order, so the groups above a row are the last ones seen.
  const levels = (totals) => {
    let above = [];
    form.querySelectorAll(".indicators tr.group, .indicators tr.has-detail").forEach((row) => {
      if (row.classList.contains("group-1")) above = [row.id.slice(-36)];
      else if (row.classList.contains("group-2")) above = [above[0], row.id.slice(-36)];
      else if (above.length) {
        for (const field of ["points", "self_score"]) {
          const input = document.getElementById(`${row.id}-${field}`), value = input && read(input.value);
          if (value !== null) above.forEach((key) => totals.set(`${field}-${key}`, (totals.get(`${field}-${key}`) || 0n) + value));
        }
      }
    });
  };
  const sums = () => {
    const totals = new Map();
    form.querySelectorAll("[data-sum]").forEach((input) => {
      const value = read(input.value);
      if (value !== null) totals.set(input.dataset.sum, (totals.get(input.dataset.sum) || 0n) + value);
    });
    levels(totals);
    return totals;
  };

  const show = () => {
    const totals = sums();
    form.querySelectorAll("[data-total]").forEach((output) => {
      const value = totals.get(output.dataset.total);
      const wan = output.dataset.unit === "wan";
      output.textContent = value === undefined ? output.dataset.none || "" : value === 0n ? "0" : wan ? written(value, 2) : trimmed(value);
    });
    form.querySelectorAll("[data-rate]").forEach((output) => {
      const group = output.dataset.rate;
      output.textContent = rate(totals.get(`${group}-adjusted_amount`), totals.get(`${group}-executed_amount`));
    });
    form.querySelectorAll("[data-row-rate]").forEach((output) => {
      const amount = (name) => read(output.closest("tr").querySelector(`[data-sum$="-${name}"]`).value);
      output.textContent = rate(amount("adjusted_amount"), amount("executed_amount"));
    });
    form.querySelectorAll("[data-rate-of]").forEach((output) => {
      const amount = (name) => read(document.getElementById(`${output.dataset.rateOf}-${name}`).value);
      output.textContent = rate(amount("adjusted_amount"), amount("executed_amount")) || output.dataset.none;
    });
    form.querySelectorAll("[data-points-target]").forEach((line) => {
      const gap = read(line.dataset.pointsTarget) - (totals.get("points") || 0n);
      line.querySelector("[data-points-gap]").textContent = gap === 0n ? "，正好" : gap > 0n ? `，还差 ${trimmed(gap)}` : `，多出 ${trimmed(-gap)}`;
      line.classList.toggle("text-bad", gap !== 0n);
    });
  };
  // A block that is pasted fires for each of its cells, and once at its end.
  const change = () => { if (!window.Figures.isHeld) show(); };
  // A page that is only read has totals, but nothing to add up.
  if (form.querySelector("[data-sum], template[data-new]")) {
    form.addEventListener("input", (event) => { if (event.target.dataset.sum || /-(points|self_score|adjusted_amount|executed_amount)$/.test(event.target.id)) change(); });
    if (form.querySelector("[data-sum], [data-rate-of]")) show();
  }
  form.addEventListener("rowschanged", () => show());

  // What can be said while one types, in the words of the rules themselves; the server says the same after saving.
  const rules = JSON.parse(form.dataset.rules || "{}");
  const NOT_ABOVE = [["self_score", "points", "A1"], ["executed_amount", "adjusted_amount", "B1"]];
  const compare = (input, other, code) => {
    const [part, whole] = [read(input.value), read(other.value)];
    const id = `${input.id}_live_${code}`, shown = document.getElementById(id);
    if (part === null || whole === null || part <= whole) { if (shown) shown.remove(); return; }
    if (shown || !rules[code]) return;
    const note = document.createElement("p");
    note.className = "cell-note cell-note-danger cell-note-live";
    note.id = id;
    note.setAttribute("role", "status");
    note.textContent = rules[code];
    input.after(note);
  };
  form.addEventListener("input", ({ target }) => {
    if (!target.name) return;
    const at = target.name.lastIndexOf("-"), row = target.name.slice(0, at + 1), field = target.name.slice(at + 1);
    NOT_ABOVE.filter((pair) => pair.includes(field)).forEach(([part, whole, code]) => {
      const [input, other] = [document.getElementById(row + part), document.getElementById(row + whole)];
      if (input && other) compare(input, other, code);
    });
  });

  // The row that was just added or moved.
  const focused = form.dataset.focus && document.getElementById(form.dataset.focus);
  if (focused) {
    focused.scrollIntoView({ block: "center" });
    (focused.matches("input, textarea, select") ? focused : focused.querySelector("input:not([type=hidden]), textarea") || focused).focus();
  }
})();
