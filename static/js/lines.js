// A fault that names a line of the text leads to that line; without a script it leads to the text.
"use strict";
(() => {
  const text = document.querySelector(".template-text");
  if (!text) return;
  document.querySelectorAll(`.error-summary a[href="#${text.id}"]`).forEach((link) => {
    const line = Number((link.textContent.match(/^第 (\d+) 行/) || [])[1]);
    if (!line) return;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const lines = text.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[line - 1] || "").length);
      text.scrollTop = text.scrollHeight * (line - 1) / lines.length - text.clientHeight / 3;
      text.scrollIntoView({ block: text.clientHeight > window.innerHeight ? "start" : "nearest" });
    });
  });
})();
