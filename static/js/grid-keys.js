// The keyboard of the grids. Nothing lies on single letters; what an input method is composing is left alone.
"use strict";
(() => {
  const grid = window.Grid;
  if (!grid) return;
  const { form, rowOf, fieldOf } = grid;

  // The next control of the same column: of the same field, or, where each row has fields of its own, of the same cell.
  const beside = (control, by) => {
    const table = control.closest(".grid"), field = fieldOf(control);
    let column = Array.from(table.querySelectorAll(`[name$="-${field}"]:not([type=hidden])`)).filter(grid.open);
    if (column.length < 2) {
      const at = control.closest("td, th").cellIndex;
      column = Array.from(table.rows).map((row) => row.cells[at] && row.cells[at].querySelector(grid.CONTROLS)).filter((each) => each && grid.open(each));
    }
    return column[column.indexOf(control) + by];
  };
  const isModified = (event) => event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;

  // In a cell: Enter and ↓ down, ↑ up. Lists and long texts keep their own arrows.
  const inCell = (event) => {
    const { target, key } = event;
    if (isModified(event) || target.tagName !== "INPUT" || target.type !== "text" || !target.closest(".grid")) return;
    if (!["ArrowDown", "ArrowUp", "Enter"].includes(key)) return;
    event.preventDefault();
    grid.look(beside(target, key === "ArrowUp" ? -1 : 1));
  };
  const onRow = (event, row) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event, ctrl = ctrlKey || metaKey;
    if (key === "Enter" && ctrl && !altKey) return shiftKey ? () => grid.canGrow(row) && grid.begin(grid.below(row)) : () => grid.details && grid.details(row);
    if (!altKey || ctrl || !grid.canGrow(row)) return null;
    if (key === "Delete" && !shiftKey) return () => grid.drop(row);
    if (target.tagName === "SELECT") return null;
    if (key === "ArrowDown") return () => (shiftKey ? grid.copy(row) : grid.move(row, 1));
    return key === "ArrowUp" && !shiftKey ? () => grid.move(row, -1) : null;
  };
  form.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || grid.isComposing(event)) return;
    const row = rowOf(event.target), act = row && onRow(event, row);
    if (!act) { inCell(event); return; }
    event.preventDefault();
    act();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || grid.isComposing(event)) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "z" && grid.isFresh()) {
      event.preventDefault();
      grid.takeBack();
    }
    if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && key === "n") {
      event.preventDefault();
      form.requestSubmit(document.querySelector('.bottombar button[name="do"][value="next"]'));
    }
  });
})();
