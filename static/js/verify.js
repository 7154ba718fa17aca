// 报告核验: computes the hash here where the browser can, so that the file does not leave the machine.
"use strict";
(() => {
  const form = document.getElementById("verify-form");
  const [file, typed] = ["file", "sha256"].map((name) => form.elements.namedItem(name));
  if (!window.crypto || !crypto.subtle || !file || !typed) return;
  document.getElementById("verify-where").textContent = "SHA-256 在本机的浏览器里计算，文件不会上传。";

  form.addEventListener("submit", async (event) => {
    const chosen = file.files[0];
    if (!chosen || !chosen.size || typed.value.trim()) return;
    event.preventDefault();
    try {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer()));
      typed.value = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      file.value = "";
    } catch { /* too large for the browser: the server computes it */ }
    form.submit();
  });
})();
