// 数据已变动: what stands on the page is no longer what was checked, because of typing here or a save elsewhere.
"use strict";
(() => {
  const notes = Array.from(document.querySelectorAll("[data-stale]"));
  const place = document.querySelector("[data-stamp]");
  const tell = () => notes.forEach((note) => { note.hidden = false; });

  const form = document.getElementById("section-form");
  if (form) form.addEventListener("input", (event) => {
    tell();
    // What was found at this very field was said of what stood there before.
    document.querySelectorAll(`[id^="${CSS.escape(event.target.id)}_"].cell-note:not(.cell-note-live)`).forEach((note) => note.classList.add("is-stale"));
  });

  let asking = false;
  const ask = async () => {
    if (!place || asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(place.dataset.stampUrl, { headers: { Accept: "application/json" }, redirect: "error" });
      if (answer.ok && (await answer.json()).stamp !== place.dataset.stamp) tell();
    } catch { /* offline, or logged out: the next save says so */ }
    asking = false;
  };
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
})();
