// Evidence is sent as soon as it is chosen or dropped, each file by itself, with its progress; without a script the form sends it.
"use strict";
(() => {
  const form = document.getElementById("upload-form");
  const input = form && form.querySelector("input[type=file]");
  if (!input || !window.FormData || !window.DOMParser) return;
  const AT_ONCE = 2;
  const SAID = {
    0: "网络中断，没有上传", 401: "登录已过期，登录后再试", 403: "没有上传的权限，或登录已过期",
    413: "文件太大", 500: "系统出错，没有上传",
  };

  const made = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  };
  const list = made("ul", "upload-list");
  const zone = made("p", "drop-zone", "把文件拖到这里，或用上面的按钮选择；选好就上传。先勾选下面的指标和项目，上传后就关联好。");
  const status = made("p", "upload-status");
  status.setAttribute("role", "status");
  input.parentElement.append(zone, list, status);
  form.classList.add("uploads-at-once");
  const button = form.querySelector(".actions .btn");
  button.hidden = !form.querySelector("[name=kept]");

  let waiting = [], running = 0, done = 0, failed = 0;
  const tell = () => {
    status.textContent = running || waiting.length ? `正在上传，还有 ${running + waiting.length} 个` :
      done || failed ? `已上传 ${done} 个${failed ? `，${failed} 个没有上传` : ""}` : "";
  };

  // The lists of the page, drawn anew by the server: what is shown is what is stored.
  const refresh = async () => {
    try {
      const answer = await fetch(location.pathname, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of ["evidence", "proofs"]) {
        const fresh = page.getElementById(id), old = document.getElementById(id);
        if (fresh && old) old.replaceWith(document.adoptNode(fresh));
      }
    } catch { /* the rows of the uploads still tell */ }
  };

  const row = (file) => {
    const item = made("li"), bar = made("progress"), words = made("span", "upload-words", "等待上传");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `上传进度：${file.name}`);
    item.append(made("span", "upload-name", file.name), bar, words);
    list.append(item);
    return { item, bar, words };
  };

  const finish = (job, text, tone, link) => {
    job.bar.remove();
    job.words.textContent = text;
    job.item.classList.add(`upload-${tone}`);
    if (link) {
      const anchor = made("a", "", link[0]);
      anchor.href = link[1];
      job.item.append(" ", anchor);
    }
  };
  const retry = (job) => {
    const again = made("button", "btn-text", "重试");
    again.type = "button";
    again.addEventListener("click", () => { job.item.remove(); failed -= 1; take([job.file]); });
    job.item.append(" ", again);
  };

  const answered = (job, request) => {
    running -= 1;
    let said = {};
    try { said = JSON.parse(request.responseText); } catch { /* not our answer: told by its number */ }
    if (request.status === 201) {
      done += 1;
      finish(job, `已上传：${said.title}`, "done", ["填写说明", said.edit]);
    } else {
      failed += 1;
      const lost = request.status === 200 || request.status === 302;  // the login page
      finish(job, said.error || (lost ? SAID[401] : SAID[request.status]) || SAID[500], "failed", said.edit && ["查看已有材料", said.edit]);
      if (!said.error) retry(job);
    }
    next();
    if (!running) refresh();
  };

  const send = (job) => {
    running += 1;
    const body = new FormData(form), request = new XMLHttpRequest();
    body.delete("file");
    body.delete("kept");
    if (job.several) body.delete("title");
    body.append("file", job.file);
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) job.bar.value = 100 * event.loaded / event.total; });
    request.addEventListener("load", () => answered(job, request));
    request.addEventListener("error", () => answered(job, request));
    job.words.textContent = "正在上传";
    request.send(body);
  };
  const next = () => {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
    tell();
  };
  const take = (files) => {
    waiting = waiting.concat(Array.from(files, (file) => ({ file, several: files.length > 1, ...row(file) })));
    next();
  };

  input.addEventListener("change", () => { take(Array.from(input.files)); input.value = ""; });
  const over = (event) => {
    if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
    event.preventDefault();
    zone.classList.add("is-over");
  };
  const panel = document.getElementById("upload");
  panel.addEventListener("dragover", over);
  panel.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  panel.addEventListener("drop", (event) => {
    over(event);
    zone.classList.remove("is-over");
    if (event.dataTransfer) take(Array.from(event.dataTransfer.files));
  });
  window.addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });
})();
