// What there is to know of a row, beside the form or the page that is read: fetched when asked for, shown over the right edge.
"use strict";
(() => {
  const main = document.querySelector("main");
  if (!main) return;
  const WORDS = { busy: "正在读取…", none: "这一行还没有保存。保存本节后，这里显示评分规则、修改记录和佐证材料。", lost: "没有读到，请检查网络后再试。" };
  let drawer = null, back = null, asked = 0;

  const close = () => {
    if (!drawer) return;
    drawer.remove();
    drawer = null;
    if (back && back.isConnected) back.focus();
  };
  const show = (name) => {
    const head = document.createElement("header"), title = document.createElement("h2"), shut = document.createElement("button"), body = document.createElement("div");
    if (drawer) drawer.remove();
    drawer = document.createElement("section");
    drawer.className = "drawer-body row-drawer";
    drawer.setAttribute("aria-label", `详情：${name}`);
    Object.assign(title, { textContent: name, tabIndex: -1 });
    Object.assign(shut, { type: "button", className: "btn-text", textContent: "关闭" });
    shut.addEventListener("click", close);
    head.append(title, shut);
    body.setAttribute("role", "status");
    body.textContent = WORDS.busy;
    drawer.append(head, body);
    main.append(drawer);
    title.focus();
    return body;
  };
  const open = async (link, name, from) => {
    const number = asked += 1, body = show(name);
    back = from;
    if (!link) { body.textContent = WORDS.none; return; }
    let words = WORDS.lost;
    try {
      const response = await fetch(`${link.href}?part=1`, { redirect: "error" });
      if (number !== asked || !drawer) return;
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        body.replaceChildren(...page.body.childNodes);
        return;
      }
      if (response.status === 404) words = WORDS.none;
    } catch { /* said below */ }
    if (number === asked && drawer) body.textContent = words;
  };

  const nameOf = (link) => (link.dataset.name || link.textContent.replace(/^详情[：\s]*/, "")).trim();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-row-details]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const row = window.Grid && window.Grid.rowOf(link);
    open(link, (row && window.Grid.nameOf(row)) || nameOf(link), link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !drawer) return;
    event.preventDefault();
    close();
  });
  if (window.Grid) {
    window.Grid.details = (row) => {
      const link = window.Grid.own(row).map((part) => Array.from(part.querySelectorAll("a[data-row-details]")).find((each) => window.Grid.rowOf(each) === row)).find(Boolean);
      if (!link && !window.Grid.canGrow(row)) return; // of last year: nothing is kept beside it
      open(link, window.Grid.nameOf(row) || (link ? nameOf(link) : "新的一行"), document.activeElement);
    };
  }
})();
