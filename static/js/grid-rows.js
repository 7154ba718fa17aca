// Rows are added, copied, moved and removed in place; the buttons post without a script, and do the same on the server.
"use strict";
(() => {
  const grid = window.Grid;
  if (!grid) return;
  const { form, rowOf, setOf, keyOf, levelOf, parentOf, own, family, rowsIn, peers, controls, nameOf, look } = grid;
  const NEW = "00000000-0000-0000-0000-000000000000", PARENT = "00000000-0000-0000-0000-000000000001", MOST = 500;

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const digits = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const templateOf = (rowset, level) => form.querySelector(`template[data-new="${rowset}"]${rowset === "indicators" ? `[data-level="${level}"]` : ""}`);
  const fresh = (rowset, level, parent) => {
    const part = document.importNode(templateOf(rowset, level).content, true), key = uuid();
    part.querySelectorAll("*").forEach((node) => {
      for (const attribute of Array.from(node.attributes)) {
        if (attribute.value.includes("00000000-0000")) attribute.value = attribute.value.split(NEW).join(key).split(PARENT).join(parent);
      }
    });
    return { id: `${rowset}-${key}`, key, part };
  };
  const containerOf = (rowset, parent) => {
    const within = rowset === "project_indicators" ? document.getElementById(`projects-${parent}`) : form;
    return within.querySelector(`[data-rows="${rowset}"]`);
  };
  // Behind a row and all below it, or at the end; gives the new row.
  const insert = (made, container, after) => {
    if (after) family(after).pop().after(made.part); else container.append(made.part);
    const row = document.getElementById(made.id);
    // What only feeds rates counts towards no total: nor does its neighbour.
    const counts = rowsIn(container).some((other) => other !== row && other.matches(".has-detail") && !other.querySelector("[data-sum]") && firstAbove(other) === firstAbove(row));
    if (counts) own(row).forEach((part) => part.querySelectorAll("[data-sum]").forEach((input) => input.removeAttribute("data-sum")));
    own(row).forEach((part) => part.dispatchEvent(new CustomEvent("rowadded", { bubbles: true })));
    return row;
  };
  const firstAbove = (row) => {
    let at = row;
    while (at && parentOf(at)) at = document.getElementById(`indicators-${parentOf(at)}`);
    return at;
  };
  const isFull = (rowset, more = 1) => {
    if (form.querySelectorAll(`input[name="${rowset}"]`).length + more <= MOST) return false;
    grid.say(`最多 ${MOST} 行，没有添加。`);
    return true;
  };

  // ── numbers, labels, what is shown when there are none ──
  // A row is called by its name or title, as on the server; a text is no name of itself.
  const titleOf = (row) => {
    const control = ["name", "title"].map((field) => document.getElementById(`${row.id}-${field}`)).find(Boolean);
    return control ? control.value.trim() : "";
  };
  const relabel = (row, word, number) => {
    const name = titleOf(row) || `第 ${number} ${word}`;
    controls(row).forEach((control) => {
      const label = control.getAttribute("aria-label");
      if (label && label.includes(" · ")) control.setAttribute("aria-label", `${name} · ${label.split(" · ").pop()}`);
    });
  };
  const renumber = (container) => {
    const counts = new Map(), rowset = container.dataset.rows, rows = rowsIn(container);
    rows.forEach((row) => counts.set(parentOf(row), (counts.get(parentOf(row)) || 0) + 1));
    const seen = new Map(), nests = rowset === "projects";
    rows.forEach((row) => {
      const parent = parentOf(row), number = (seen.get(parent) || 0) + 1, template = templateOf(rowset, levelOf(row));
      seen.set(parent, number);
      const mine = own(row).flatMap((part) => Array.from(part.querySelectorAll(`[data-number], button[name="up-${rowset}"], button[name="down-${rowset}"]`)));
      mine.filter((part) => !nests || rowOf(part) === row).forEach((part) => {
        if (part.tagName === "BUTTON") part.hidden = part.name.startsWith("up-") ? number === 1 : number === counts.get(parent);
        else if (part.textContent !== `${number}`) part.textContent = number;
      });
      if (row.matches("section")) row.setAttribute("aria-label", `${template.dataset.called} ${number}`);
      if (!titleOf(row)) relabel(row, template.dataset.word, number);
    });
    const within = rowset === "project_indicators" ? rowOf(container) : form;
    within.querySelectorAll(`[data-filled="${rowset}"]`).forEach((part) => { part.hidden = !rows.length; });
    within.querySelectorAll(`[data-empty="${rowset}"]`).forEach((part) => { part.hidden = Boolean(rows.length); });
  };

  // ── boxes that point at rows of this page ──
  const ticked = new Map();
  const link = () => form.querySelectorAll("[data-links]").forEach((box) => {
    const container = form.querySelector(`[data-rows="${box.dataset.links}"]`);
    if (!container) return;
    const name = box.dataset.name, chosen = ticked.get(name) || new Set();
    box.querySelectorAll("input").forEach((input) => { if (input.checked) chosen.add(input.value); else chosen.delete(input.value); });
    ticked.set(name, chosen);
    const choices = rowsIn(container).map((row, at) => {
      const label = document.createElement("label"), input = document.createElement("input");
      label.className = "choice";
      Object.assign(input, { type: "checkbox", name, id: at ? `${name}-${at}` : name, value: keyOf(row), checked: chosen.has(keyOf(row)) });
      label.append(input, ` ${Array.from(nameOf(row)).slice(0, 40).join("") || `第 ${at + 1} 项（未命名）`}`);
      return label;
    });
    const none = document.createElement("p");
    Object.assign(none, { className: "hint", textContent: "还没有可选的内容" });
    if (!box.contains(document.activeElement)) box.replaceChildren(...(choices.length ? choices : [none]));
  });

  const settle = (container) => { renumber(container); link(); grid.changed(); };

  // ── the four things one does with rows ──
  const add = (rowset, parent, after) => {
    if (isFull(rowset)) return null;
    const above = rowset === "indicators" && parent ? document.getElementById(`indicators-${parent}`) : null;
    const level = after ? levelOf(after) : above ? levelOf(above) + 1 : 1, container = after ? after.parentElement : containerOf(rowset, parent);
    const row = insert(fresh(rowset, level, parent), container, after || above);
    settle(container);
    return row;
  };
  const below = (row) => add(setOf(row), setOf(row) === "project_indicators" ? projectOf(row) : parentOf(row), row);
  const projectOf = (row) => row.querySelector(`input[name="${row.id}-project"]`).value;
  const begin = (row) => { if (row) look(controls(row).find(grid.open)); };

  const transcribe = (from, to) => controls(from).forEach((control) => {
    const field = control.name.slice(from.id.length), same = Array.from(form.querySelectorAll(`[name="${to.id}${field}"]`));
    if (control.type === "checkbox") same.filter((other) => other.value === control.value).forEach((other) => { other.checked = control.checked; });
    else same.forEach((other) => { other.value = control.value; other.dispatchEvent(new Event("input", { bubbles: true })); });
  });
  const nested = (row) => Array.from(row.querySelectorAll('[data-rows="project_indicators"] > .has-detail'));
  const copy = (row) => {
    const rowset = setOf(row), rows = family(row).filter(grid.isRow), keys = new Map();
    if (isFull(rowset, rows.length) || (nested(row).length && isFull("project_indicators", nested(row).length))) return;
    let after = family(row).filter(grid.isRow).pop(), first = null;
    rows.forEach((each) => {
      const parent = rowset === "project_indicators" ? projectOf(each) : keys.get(parentOf(each)) || parentOf(each);
      const made = fresh(rowset, levelOf(each), parent);
      keys.set(keyOf(each), made.key);
      own(after).pop().after(made.part);
      after = document.getElementById(made.id);
      first = first || after;
      own(after).forEach((part) => part.dispatchEvent(new CustomEvent("rowadded", { bubbles: true })));
      link();
      transcribe(each, after);
    });
    nested(row).forEach((each) => transcribe(each, insert(fresh("project_indicators", 3, keyOf(first)), containerOf("project_indicators", keyOf(first)))));
    if (nested(first).length) renumber(containerOf("project_indicators", keyOf(first)));
    settle(row.parentElement);
    relabelAll(first.parentElement);
    begin(first);
    grid.whisper("已复制");
  };
  const relabelAll = (container) => rowsIn(container).forEach((row) => { if (titleOf(row)) relabel(row, "", 0); });

  const move = (row, by) => {
    const rows = peers(row), other = rows[rows.indexOf(row) + by], active = document.activeElement;
    if (!other) return;
    // The other one goes round this one: what is focused stays where it is in the page.
    if (by < 0) family(row).pop().after(...family(other)); else row.before(...family(other));
    settle(row.parentElement);
    if (active && active.hidden) look(own(row).map((part) => part.querySelector(`button[name="${by < 0 ? "down" : "up"}-${setOf(row)}"]`)).find(Boolean));
    else if (active) active.scrollIntoView({ block: "nearest" });
    grid.whisper(`已移到第 ${peers(row).indexOf(row) + 1} 位`);
  };

  const drop = (row) => {
    const container = row.parentElement, nodes = family(row), next = nodes[nodes.length - 1].nextElementSibling, rows = peers(row);
    const at = rows.indexOf(row), near = rows[at + 1] || rows[at - 1], called = templateOf(setOf(row), levelOf(row)).dataset.called, name = nameOf(row);
    const more = nodes.filter(grid.isRow).length - 1 + nested(row).length;
    nodes.forEach((node) => node.remove());
    settle(container);
    begin(near);
    if (!near) look(form.querySelector(`button[name="add-${setOf(row)}"][value="${setOf(row) === "project_indicators" ? projectOf(row) : parentOf(row)}"]`));
    grid.say(`已删除${called} ${at + 1}${name ? `“${name.slice(0, 20)}”` : ""}${more ? `和它下面的 ${more} 个指标` : ""}。`, () => {
      if (next && next.parentElement === container) next.before(...nodes); else container.append(...nodes);
      settle(container);
      begin(row);
    });
  };

  // ── buttons and keys ──
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    const match = button && /^(add|up|down|copy|drop)-([a-z_]+)$/.exec(button.name);
    if (!match || !templateOf(match[2], 1)) return;
    event.preventDefault();
    const [, verb, rowset] = match, row = document.getElementById(`${rowset}-${button.value}`);
    if (verb === "add") begin(add(rowset, button.value));
    else if (verb === "copy") copy(row);
    else if (verb === "drop") drop(row);
    else move(row, verb === "up" ? -1 : 1);
  });
  form.addEventListener("input", ({ target }) => {
    if (!target.name || !["name", "title", "text"].includes(grid.fieldOf(target))) return;
    const row = rowOf(target);
    if (!row || !templateOf(setOf(row), levelOf(row))) return;
    relabel(row, templateOf(setOf(row), levelOf(row)).dataset.word, peers(row).indexOf(row) + 1);
    if (form.querySelector(`[data-links="${setOf(row)}"]`)) link();
  });
  form.addEventListener("change", ({ target }) => {
    const box = target.closest("[data-links]"), chosen = box && ticked.get(box.dataset.name);
    if (chosen) { if (target.checked) chosen.add(target.value); else chosen.delete(target.value); }
  });

  Object.assign(grid, { add, below, copy, move, drop, begin, renumber, settle, canGrow: (row) => Boolean(templateOf(setOf(row), levelOf(row))), isFull });
})();
