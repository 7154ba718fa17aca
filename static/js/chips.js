// Numbers bound to the tables: «支出合计» in a text is shown as a chip, read below as its value, and put in with one click.
"use strict";
(() => {
  const source = document.getElementById("numbers");
  const form = document.getElementById("section-form");
  if (!source || !form) return;
  const numbers = new Map(Object.entries(JSON.parse(source.dataset.values)));
  const TOKEN = /«[^«»\n]*»/g;
  const FOUND = 12;

  const made = (tag, name, ...content) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...content);
    return node;
  };
  // The text in pieces: words as they stand, each token as `part` makes it.
  const pieces = (text, part) => {
    const found = [];
    let at = 0;
    for (const match of text.matchAll(TOKEN)) {
      found.push(text.slice(at, match.index), part(match[0]));
      at = match.index + match[0].length;
    }
    return [...found, text.slice(at)];
  };
  const marked = (token) => made("mark", numbers.has(token) ? "" : "chip-gone", token);
  const chip = (token) => {
    const node = made("span", numbers.has(token) ? "chip" : "chip chip-gone", numbers.get(token) || "已没有来源");
    node.title = token.slice(1, -1);
    return node;
  };

  const put = (area, start, end, words) => {
    area.focus();
    area.setSelectionRange(start, end);
    // The browser's own undo keeps working this way; the second way is for browsers without it.
    if (document.execCommand("insertText", false, words)) return;
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const equip = (area) => {
    const box = made("div", "chips"), back = made("div", "chips-back"), said = made("p", "chips-said");
    back.setAttribute("aria-hidden", "true");
    const hadFocus = document.activeElement === area;
    area.replaceWith(box);
    box.append(back, area);
    if (hadFocus) area.focus();
    const served = document.getElementById(`${area.id}_said`);
    if (served) served.remove();
    box.after(said, picker(area));
    const show = () => {
      const bound = area.value.includes("«");
      box.classList.toggle("has-chips", bound);
      said.hidden = !bound;
      back.replaceChildren(...(bound ? [...pieces(area.value, marked), "\n"] : []));
      said.replaceChildren(...(bound ? [made("b", "", "读作"), ...pieces(area.value, chip)] : []));
      back.scrollTop = area.scrollTop;
    };
    area.addEventListener("input", show);
    area.addEventListener("scroll", () => { back.scrollTop = area.scrollTop; });
    show();
  };

  // All numbers of the tables, found by typing a part of the name.
  const picker = (area) => {
    const find = made("input"), list = made("ul"), label = made("label", "visually-hidden", "按名称查找表中的数");
    const part = made("details", "chip-picker", made("summary", "", "插入表中的数"), label, find, list);
    Object.assign(find, { type: "search", id: `${area.id}_find`, placeholder: "按名称查找，如 执行率", autocomplete: "off" });
    label.htmlFor = find.id;
    const entry = ([token, shown]) => {
      const button = made("button", "btn-text", `${token.slice(1, -1)} `, made("span", "figure", shown));
      button.type = "button";
      button.addEventListener("click", () => {
        part.open = false;
        put(area, area.selectionStart, area.selectionEnd, token);
      });
      return made("li", "", button);
    };
    const fill = () => {
      const found = [...numbers].filter(([token]) => token.includes(find.value.trim())).slice(0, FOUND);
      list.replaceChildren(...(found.length ? found.map(entry) : [made("li", "muted", "没有这个名称的数")]));
    };
    part.addEventListener("toggle", () => { if (part.open) { fill(); find.focus(); } });
    find.addEventListener("input", fill);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      const first = list.querySelector("button");
      if (first) first.click();
    });
    return part;
  };

  form.querySelectorAll(".field textarea").forEach(equip);
  form.addEventListener("rowadded", ({ target }) => target.querySelectorAll(".field textarea").forEach(equip));

  // One click binds in place; without a script the button posts and the page comes back with the same text.
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".bindings button");
    if (!button) return;
    const area = document.getElementById(button.dataset.of), words = button.dataset.text, start = Number(button.dataset.start);
    const at = area.value.slice(start, start + words.length) === words ? start : area.value.indexOf(words);
    if (at < 0) return;
    event.preventDefault();
    put(area, at, at + words.length, button.dataset.token);
    button.closest("li").remove();
  });
})();
