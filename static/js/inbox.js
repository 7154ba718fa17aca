// 消息: how many are unread, asked for once a minute while the page is looked at; without a login no more.
"use strict";
(() => {
  const link = document.querySelector("[data-unread-url]");
  if (!link) return;
  const EVERY = 60000, badge = link.querySelector(".inbox-count"), said = document.querySelector("[data-unread-said]");
  let shown = Number(link.dataset.unread), asked = Date.now();

  const show = (unread) => {
    if (unread === shown) return;
    badge.hidden = !unread;
    badge.querySelector("b").textContent = unread > 99 ? "99+" : String(unread);
    if (unread > shown) said.textContent = `有 ${unread} 条未读消息`;
    shown = unread;
  };

  const ask = async () => {
    if (document.hidden || Date.now() - asked < EVERY) return;
    asked = Date.now();
    try {
      const answer = await fetch(link.dataset.unreadUrl, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.status === 401 || answer.status === 403) { clearInterval(timer); document.removeEventListener("visibilitychange", ask); return; }
      if (answer.ok) show((await answer.json()).unread);
    } catch { /* offline: asked again in a minute */ }
  };
  const timer = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
