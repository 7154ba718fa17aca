// A block from Excel or WPS goes into the cells from the focused one on; a block of ours goes out the same way.
"use strict";
(() => {
  const grid = window.Grid;
  if (!grid) return;
  const { form, rowOf, fieldOf, labelOf, controls, setOf } = grid;
  const NUMBERS = "input[inputmode=decimal]", SHOWN = 6;
  //: What other forms call our columns (附件表 of several regions).
  const ALSO = {
    指标名称: ["指标", "三级指标", "绩效指标"], 类型: ["指标类型", "二级指标"], 符号: ["方向", "指标方向", "计算符号"],
    目标值: ["指标值", "年度指标值", "年初目标值", "年初指标值"], 实际完成值: ["完成值", "实际值", "全年完成值"],
    单位: ["计量单位", "度量单位"], 分值: ["权重", "满分", "标准分"], 自评得分: ["得分", "自评分", "自评"],
    扣分原因: ["偏差原因", "偏差原因分析", "未完成原因"], 改进措施: ["整改措施"], 对应目标: ["对应的绩效目标"], 对应的绩效目标: ["对应目标"],
    年初预算数: ["年初预算"], 全年预算数: ["全年预算", "调整预算数"], 全年执行数: ["全年执行", "执行数", "决算数"], 上年决算数: ["上年决算"],
  };

  // ── the block as rows of texts: tabs between cells, quotes around cells with line breaks ──
  const parsed = (text) => {
    const rows = [[]], source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    let cell = "", quoted = false, begins = true;
    for (let at = 0; at < source.length; at += 1) {
      const letter = source[at];
      if (quoted) {
        if (letter !== '"') cell += letter;
        else if (source[at + 1] === '"') { cell += '"'; at += 1; }
        else quoted = false;
      } else if (letter === '"' && begins && closes(source, at)) { quoted = true; begins = false; }
      else if (letter === "\t" || letter === "\n") {
        rows[rows.length - 1].push(cell);
        if (letter === "\n") rows.push([]);
        [cell, begins] = ["", true];
      } else { cell += letter; begins = false; }
    }
    rows[rows.length - 1].push(cell);
    return rows;
  };
  // A quote that opens a cell is one of the table's only if it is closed at the end of a cell.
  const closes = (source, at) => /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(source.slice(at));
  const plain = (text) => text.normalize("NFKC").replace(/[\s:：]/g, "").replace(/[(（].*?[)）]/g, "");
  // The place of the column that a head names: by its own name before what other forms call it.
  const placeOf = (head, labels) => {
    if (!head) return -1;
    const own = labels.indexOf(head);
    return own >= 0 ? own : labels.findIndex((label) => (ALSO[label] || []).includes(head));
  };

  // ── one text into one control; null where it cannot be read ──
  const SIGNS = { ">=": "≥", "≧": "≥", 大于等于: "≥", 不低于: "≥", 不少于: "≥", "<=": "≤", "≦": "≤", 小于等于: "≤", 不高于: "≤", 不超过: "≤", 等于: "=" };
  const option = (select, text) => {
    const wanted = plain(SIGNS[plain(text)] || text).replace(/指标$/, ""), options = Array.from(select.options).filter((each) => each.value);
    const same = options.filter((each) => plain(each.text) === wanted || each.value === text.trim());
    const near = options.filter((each) => plain(each.text).split("·").includes(wanted));
    const found = same.length ? same : near;
    return found.length === 1 ? found[0].value : null;
  };
  const NUMBER = /^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?)(.*)$/;
  const NONE = ["不适用", "n/a", "na", "—", "-", "–", "/"];
  // A number beside its sign and unit: ≥95% is a sign, a number and a unit, which have columns of their own.
  const number = (text) => {
    const bare = text.normalize("NFKC").replace(/[\s￥¥$]/g, "").replace(/、/g, ",");
    if (NONE.includes(bare.toLowerCase())) return { value: "不适用" };
    const sign = /^(>=|<=|≥|≧|≤|≦|=)/.exec(bare), rest = sign ? bare.slice(sign[0].length) : bare, match = NUMBER.exec(rest);
    if (!match || !/\d/.test(match[1])) return null;
    return { value: match[1], sign: sign ? SIGNS[sign[0]] || sign[0] : "", unit: match[2] };
  };
  const AMOUNTS = /^(亿元|亿|万元|万|元)?$/;
  const isAmount = (control) => /(_amount|unit_price|published_spending|_investment)$/.test(control.name);
  const readable = (control, text) => {
    if (control.tagName === "SELECT") return option(control, text);
    if (control.tagName === "TEXTAREA") return text;
    if (!control.matches(NUMBERS)) return text.replace(/\s*\n\s*/g, " ").trim();
    const found = number(text);
    if (!found) return null;
    if (isAmount(control)) return !found.sign && AMOUNTS.test(found.unit || "") ? found.value + (found.unit || "") : null;
    const rest = beside(control, found);
    return found.unit && !rest.unit ? null : found.value;
  };
  // Where sign and unit of a measured value may go.
  const beside = (control, found) => {
    const row = rowOf(control), of = (field) => row && document.getElementById(`${row.id}-${field}`);
    if (!/-(target|actual)_value$/.test(control.name)) return { unit: (found.unit === "%" || found.unit === "分" || found.unit === "人") ? control : null };
    return { sign: of("direction"), unit: of("unit") };
  };

  // ── where it goes ──
  const isItem = (row) => Boolean(row) && !row.matches("section");
  const kind = (row) => `${setOf(row)} ${row.className}`;
  // A block with names brings items: they stay in their group and push nothing aside in the next; plain values run on.
  const aligned = (from, count, fields) => {
    const table = from.closest(".grid"), may = grid.canGrow(from), alike = (row) => grid.isRow(row) && kind(row) === kind(from);
    const all = (may && fields.includes("name") ? grid.peers(from) : Array.from(table.querySelectorAll("tr"))).filter(alike);
    const rows = all.slice(all.indexOf(from), all.indexOf(from) + count), made = [];
    while (may && rows.length < count) {
      const row = grid.below(rows[rows.length - 1]);
      if (!row) break;
      rows.push(row);
      made.push(row);
    }
    return { rows, made };
  };
  // Funding rows of a project are lines of one card: a table without rows of its own goes by its lines.
  const lines = (from) => Array.from(from.closest("table").rows).filter((line) => line.querySelector(grid.CONTROLS));
  const cellsOf = (row) => (grid.isRow(row) && isItem(row) ? controls(row) : Array.from(row.querySelectorAll(grid.CONTROLS))).filter(grid.open);
  const headOf = (row) => row.querySelector("th[scope=row]");
  // What is carried over is marked in the head as well.
  const headText = (row) => { const head = headOf(row).cloneNode(true); head.querySelectorAll(".carried").forEach((part) => part.remove()); return head.textContent.trim(); };
  const titleOf = (row) => (headOf(row) && !headOf(row).querySelector(grid.CONTROLS) ? plain(headText(row)) : "");

  // The columns of the block as places in a row: by a head that is recognised, else from the focused cell on.
  const columnsOf = (block, start, cells) => {
    const all = isItem(rowOf(start)) ? controls(rowOf(start)) : cells, labels = all.map((control) => plain(labelOf(control)));
    const heads = block[0].map(plain), places = heads.map((head) => placeOf(head, labels));
    const known = places.filter((place) => place >= 0).length, full = heads.filter(Boolean).length;
    if (known >= 2 && known * 2 >= full) return { body: block.slice(1), fields: places.map((place) => (place < 0 ? "" : fieldOf(all[place]))), hasHead: true, heads };
    const from = cells.indexOf(start);
    return { body: block, fields: block.reduce((most, row) => (row.length > most.length ? row : most), []).map((_, at) => (cells[from + at] ? fieldOf(cells[from + at]) : "")), hasHead: false, heads };
  };

  const paste = (start, text) => {
    const home = rowOf(start), isLine = !isItem(home), from = isLine ? start.closest("tr") : home;
    const { body, fields, hasHead, heads } = columnsOf(parsed(text), start, cellsOf(from));
    const plan = isLine ? { rows: lines(start).slice(lines(start).indexOf(from)), made: [] } : byTitle(from, body, fields, hasHead) || aligned(from, body.length, fields);
    const before = [], told = { written: 0, empty: 0, outside: [], wrong: [] };
    const write = (control, value) => {
      before.push([control, control.value, value]);
      grid.put(control, value);
    };
    hold(true);
    // Which cells can be filled is asked before anything is written, beside the sign of a row, which shows further ones.
    const jobs = body.flatMap((texts, down) => texts.map((words, at) => job(words, at, down)).filter(Boolean));
    const [signs, others] = [jobs.filter((each) => each.isSign), jobs.filter((each) => !each.isSign)];
    for (const some of [signs, others]) {
      some.forEach((each) => { each.isOpen = Boolean(each.control && grid.open(each.control)); });
      some.forEach(put);
    }
    function job(words, at, down) {
      if (!words.trim()) { told.empty += 1; return null; }
      if (plan.titles && at === plan.titles.at) return null;
      const row = plan.rows[down], place = `第 ${down + 1 + (hasHead ? 1 : 0)} 行第 ${at + 1} 列`;
      const control = row && fields[at] ? cellIn(row, fields[at], isLine ? at : -1) : null;
      return { words, place: hasHead && !fields[at] ? `“${heads[at] || "无标题"}”列` : place, control, at: place, isSign: fields[at] === "direction" };
    }
    function put({ words, place, at, control, isOpen }) {
      if (!isOpen) { told.outside.push(place); return; }
      const value = readable(control, words);
      if (value === null) { told.wrong.push(`${at}“${words.trim().slice(0, 12)}”（${labelOf(control)}）`); return; }
      write(control, value);
      told.written += 1;
      const found = control.matches(NUMBERS) && !isAmount(control) ? number(words) : null, more = found ? beside(control, found) : {};
      if (found && found.unit && more.unit && more.unit !== control && !more.unit.value) write(more.unit, found.unit);
      if (found && found.sign && more.sign && !more.sign.value) write(more.sign, option(more.sign, found.sign) || "");
    }
    function cellIn(row, field, at) {
      if (at < 0) return document.getElementById(`${row.id}-${field}`);
      const cells = cellsOf(row), first = cellsOf(from).indexOf(start);
      return cells[(hasHead ? 0 : first) + at];
    }
    hold(false);
    report(told, plan, before, start, hasHead);
  };
  const hold = (is) => { if (window.Figures) window.Figures.isHeld = is; };
  // Lines that are given (收支情况) are found by their names, where the block has them in its first column; items too,
  // where it has heads: a table that went out comes back to its own rows, and what is new goes behind the one above it.
  const byTitle = (from, body, fields, hasHead) => {
    const all = Array.from(from.closest("table").querySelectorAll("tr")).filter((row) => grid.isRow(row) && kind(row) === kind(from));
    const given = all.some(titleOf), at = given ? 0 : fields.indexOf("name");
    if (at < 0 || (!given && !hasHead)) return null;
    const titles = all.map((row) => (given ? titleOf(row) : plain(grid.nameOf(row)))), found = body.map((texts) => (plain(texts[at] || "") ? titles.indexOf(plain(texts[at])) : -1));
    if (found.filter((place) => place >= 0).length * 2 < body.length) return null;
    const made = [];
    let above = from;
    const rows = found.map((place) => {
      if (place >= 0) above = all[place];
      else if (given) return null;
      else { above = grid.below(above); made.push(above); }
      return above;
    });
    return { rows, made, titles: given ? { at: 0 } : null };
  };

  const few = (list, word) => `${list.slice(0, SHOWN).join("、")}${list.length > SHOWN ? ` 等 ${list.length} ${word}` : ""}`;
  const report = (told, plan, before, start, hasHead) => {
    const columns = Array.from(new Set(told.outside));
    const words = [
      told.written ? `已粘贴 ${told.written} 格${plan.made.length ? `，新增 ${plan.made.length} 行` : ""}${hasHead ? "，按表头对应各列" : ""}。` : "没有粘贴。",
      told.outside.length ? `${told.outside.length} 格没有对应的位置：${few(columns, "处")}。` : "",
      told.wrong.length ? `${told.wrong.length} 格不能识别，未改动：${few(told.wrong, "格")}。` : "",
      told.empty ? `空白 ${told.empty} 格，未改动。` : "",
    ].join("");
    grid.changed();
    grid.look(start);
    grid.say(words, before.length || plan.made.length ? () => takeBack(before, plan.made, start) : null, "撤销粘贴");
  };
  // Only what still stands as it was pasted goes back; rows that were added and filled in further stay.
  const takeBack = (before, made, start) => {
    hold(true);
    before.slice().reverse().forEach(([control, old, pasted]) => { if (control.value === pasted) grid.put(control, old); });
    hold(false);
    const gone = made.filter((row) => controls(row).every((control) => control.type === "checkbox" || !control.value));
    const containers = new Set(gone.map((row) => row.parentElement));
    gone.forEach((row) => grid.own(row).forEach((part) => part.remove()));
    containers.forEach((container) => grid.settle(container));
    grid.changed();
    grid.look(start);
  };

  form.addEventListener("paste", (event) => {
    const { target } = event, text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!text || !target.matches(grid.CONTROLS) || !target.closest(".grid")) return;
    const isBlock = text.includes("\t") || (/\n/.test(text.replace(/\s+$/, "")) && target.tagName !== "TEXTAREA");
    if (!isBlock) return;
    event.preventDefault();
    paste(target, text);
  });
  // Lists take no paste event of their own in every browser: the page gets it while one is focused.
  document.addEventListener("paste", (event) => {
    const target = document.activeElement, text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (event.defaultPrevented || !text || target.tagName !== "SELECT" || !target.closest(".grid") || !form.contains(target) || event.target === target) return;
    event.preventDefault();
    paste(target, text);
  });

  // ── out: a block that was picked, or the whole table with its heads ──
  const quoted = (text) => (/["\t\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const shown = (control) => (control.tagName === "SELECT" ? (control.value ? control.selectedOptions[0].text : "") : control.value);
  const toClipboard = (text) => {
    const give = (event) => { event.preventDefault(); event.stopImmediatePropagation(); event.clipboardData.setData("text/plain", text); };
    document.addEventListener("copy", give, { capture: true, once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", give, { capture: true });
    return done;
  };
  const whole = (table) => {
    const rows = Array.from(table.rows).filter((row) => grid.isRow(row) && !row.matches(".group") ? controls(row).length : !row.closest("thead, tfoot") && !row.matches(".group, .detail") && row.querySelector(grid.CONTROLS));
    const all = rows.map((row) => (grid.isRow(row) ? controls(row) : Array.from(row.querySelectorAll(grid.CONTROLS))));
    if (!all.length) return null;
    const title = titleOf(rows[0]) ? [table.tHead.rows[0].cells[0].textContent.split("：")[0].trim()] : [];
    const heads = [...title, ...all[0].map(labelOf)];
    return [heads, ...all.map((each, at) => [...(title.length ? [headText(rows[at])] : []), ...each.map(shown)])];
  };
  const copyOut = (rows) => {
    const done = rows && toClipboard(rows.map((row) => row.map(quoted).join("\t")).join("\r\n"));
    grid.say(done ? `已复制 ${rows.length} 行，可粘贴到 Excel 或 WPS。` : "没有复制：表中没有可复制的行，或浏览器不允许复制。");
  };

  // A block is picked with Shift and a click, or downwards with Ctrl+Shift+↓ and ↑; Ctrl+C copies it.
  let corner = null, picked = [];
  const unpick = () => { picked.forEach((control) => control.classList.remove("is-picked")); picked = []; };
  const pick = (to) => {
    const table = corner.closest(".grid"), from = rowOf(corner), end = rowOf(to);
    unpick();
    if (!from || !end || end.closest(".grid") !== table || kind(from) !== kind(end)) return;
    const rows = Array.from(table.rows).filter((row) => grid.isRow(row) && kind(row) === kind(from)), fields = controls(from).filter(grid.open).map(fieldOf);
    const [top, bottom] = [rows.indexOf(from), rows.indexOf(end)].sort((one, other) => one - other);
    const [left, right] = [fields.indexOf(fieldOf(corner)), fields.indexOf(fieldOf(to))].sort((one, other) => one - other);
    if (left < 0) return;
    block = rows.slice(top, bottom + 1).map((row) => fields.slice(left, right + 1).map((field) => document.getElementById(`${row.id}-${field}`)));
    picked = block.flat();
    picked.forEach((control) => control.classList.add("is-picked"));
    grid.whisper(`已选 ${block.length} 行 ${block[0].length} 列，按 Ctrl+C 复制`);
  };
  let block = [];
  form.addEventListener("mousedown", (event) => {
    const control = event.target.closest(".grid") && event.target.matches(grid.CONTROLS) ? event.target : null;
    const active = document.activeElement;
    if (event.shiftKey && control && active !== control && active.closest(".grid") === control.closest(".grid")) {
      event.preventDefault();
      corner = active;
      pick(control);
    } else unpick();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") unpick();
    if (!event.ctrlKey || !event.shiftKey || event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.tagName !== "INPUT" || !event.target.closest(".grid")) return;
    event.preventDefault();
    const row = rowOf(event.target);
    if (!row || row.matches("section")) return;
    if (!picked.length) corner = event.target;
    const rows = Array.from(row.closest(".grid").rows).filter((each) => grid.isRow(each) && kind(each) === kind(row));
    const end = picked.length ? rowOf(rowOf(picked[0]) === rowOf(corner) ? picked[picked.length - 1] : picked[0]) : row;
    const next = rows[rows.indexOf(end) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) pick(document.getElementById(`${next.id}-${fieldOf(corner)}`));
  });
  document.addEventListener("copy", (event) => {
    if (!picked.length) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", block.map((row) => row.map((control) => quoted(shown(control))).join("\t")).join("\r\n"));
    grid.say(`已复制 ${block.length} 行 ${block[0].length} 列，可粘贴到 Excel 或 WPS。`);
  });

  const equip = (table) => {
    const box = table.closest(".table-box"), line = document.createElement("p"), hint = document.createElement("span");
    line.className = "grid-tools";
    Object.assign(hint, { className: "hint", textContent: "可从 Excel、WPS 复制一块单元格，在起始格粘贴。" });
    line.append(hint, grid.pressed("复制整表", () => copyOut(whole(table))));
    box.before(line);
  };
  form.querySelectorAll(".grid").forEach(equip);
  form.addEventListener("rowadded", ({ target }) => target.querySelectorAll(".grid").forEach(equip));
})();
