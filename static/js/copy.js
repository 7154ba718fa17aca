// 复制: puts the text of an element on the clipboard. Without scripts a click on the text selects all of it.
"use strict";
document.querySelectorAll("[data-copy]").forEach((button) => {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = !text;
  button.addEventListener("click", () => {
    window.getSelection().selectAllChildren(text);
    // navigator.clipboard is there on https only; offices use http inside the house.
    button.textContent = document.execCommand("copy") ? "已复制" : "已选中，按 Ctrl+C";
  });
});
