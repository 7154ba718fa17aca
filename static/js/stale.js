// 数据已变动: what stands on the page is no longer what was checked, because of typing here or a save elsewhere.
// Where a section is open for editing the same request tells that it is, and who else has it open.
"use strict";
(() => {
  const notes = Array.from(document.querySelectorAll("[data-stale]"));
  const place = document.querySelector("[data-stamp]"), beat = place && place.dataset.presenceUrl, FIRST = 2000, EVERY = 45000;
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
      const how = { headers: { Accept: "application/json" }, redirect: "error" };
      if (beat) Object.assign(how, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: place.elements.csrfmiddlewaretoken.value }) });
      const answer = await fetch(beat || place.dataset.stampUrl, how);
      if (answer.ok) {
        const { stamp, words } = await answer.json(), line = document.querySelector("[data-presence]");
        if (stamp !== place.dataset.stamp) tell();
        if (line && line.textContent !== words) line.textContent = words;
      }
    } catch { /* offline, or logged out: the next save says so */ }
    asking = false;
  };
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
  if (beat) { setTimeout(ask, FIRST); setInterval(ask, EVERY); }
})();
