// Keys, self-refreshing lists and the scan viewer. Everything works without this file too.
"use strict";
(() => {
  const typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
  const rows = () => [...document.querySelectorAll("table.queue tbody tr")];
  let chosen = null;  // the case on which the list stands; survives a refresh

  function choose(row) {
    if (!row) return;
    rows().forEach((r) => r.classList.toggle("at", r === row));
    chosen = row.dataset.case;
    row.scrollIntoView({ block: "nearest" });
  }
  function step(by) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((r) => r.dataset.case === chosen);
    choose(all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + by))]);
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("table.queue tbody tr");
    if (row && !event.target.closest("a")) row.querySelector(".case-link").click();
    const link = event.target.closest("[data-zoom]");
    if (link) { event.preventDefault(); view(link.querySelector("img")); }
    const tool = event.target.closest("[data-view]");
    if (tool) viewer_tool(tool.dataset.view);
  });

  // --- the viewer ---
  const viewer = document.getElementById("viewer");
  let zoom = 0, turn = 0;
  function draw() { viewer.querySelector("img").className = (zoom ? `zoom-${zoom}` : "fit") + ` turn-${turn}`; }
  function view(image) {
    if (!viewer || !image) return;
    const big = viewer.querySelector("img");
    big.src = image.src; big.alt = image.alt; zoom = 0;
    turn = Number((image.closest(".scan").className.match(/rotate-(\d+)/) ?? [0, 0])[1]) / 90;
    draw();
    if (!viewer.open) viewer.showModal();
  }
  function viewer_tool(name) {
    if (name === "close") viewer.close();
    if (name === "in") zoom = Math.min(4, zoom + 1);
    if (name === "out") zoom = Math.max(0, zoom - 1);
    if (name === "rotate") turn = (turn + 1) % 4;
    draw();
  }

  // --- keys ---
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing()) {
      if (event.key === "Escape" && typing()) document.activeElement.blur();
      return;
    }
    const key = event.key.toLowerCase();
    if (viewer?.open) {
      if (key === "r") viewer_tool("rotate");
      if (key === "z" || key === "+") viewer_tool("in");
      if (key === "-") viewer_tool("out");
      return;
    }
    if (key === "j") { const next = document.getElementById("next"); next ? next.click() : step(1); }
    if (key === "k") { const prev = document.getElementById("prev"); prev ? prev.click() : step(-1); }
    if (key === "enter" && chosen) document.querySelector("tr.at .case-link")?.click();
    if (key === "/") { const box = document.querySelector("input[type=search]"); if (box) { event.preventDefault(); box.focus(); } }
    if (key === "z") view(document.querySelector(".scan img"));
    if (key === "escape") document.getElementById("back-to-queue")?.click();
    const action = document.querySelector(`.actions [data-key="${CSS.escape(key)}"]`);
    if (action) action.click();
  });

  // --- a form is sent once ---
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((f) => delete f.dataset.sent));

  // --- what the county hears is shown within a second ---
  async function refresh(selector) {
    const answer = await fetch(location.href, { headers: { "X-Quiet": "1" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(selector);
    const old = document.querySelector(selector);
    if (!fresh || !old) return;
    const keep_filters = old.querySelector(".filters");
    const new_filters = fresh.querySelector(".filters");
    if (keep_filters && new_filters) new_filters.replaceWith(keep_filters);
    old.replaceWith(fresh);
    if (chosen) rows().forEach((r) => r.classList.toggle("at", r.dataset.case === chosen));
  }
  const list = document.getElementById("queue");
  const panes = document.querySelector(".panes");
  let at = list?.dataset.at ?? panes?.dataset.at;
  let busy = false;
  async function look() {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const answer = await fetch("/queue/changes", { headers: { "X-Quiet": "1" } });
      if (answer.status === 401) { location.reload(); return; }
      const said = String((await answer.json()).at);
      if (said !== at) {
        at = said;
        if (list) await refresh("#queue");
        else if (!document.querySelector(".act")) { await refresh(".pane-scans"); await refresh(".pane-form"); await refresh(".pane-facts"); }
      }
    } catch { /* the county is away for a moment: ask again */ } finally { busy = false; }
  }
  if (at !== undefined) setInterval(look, 700);
  document.querySelector(".act input:not([type=hidden]), .act textarea")?.focus();
})();
