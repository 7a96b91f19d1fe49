/** Of the page: takes what the dashboard sends, lets time pass in between, and copies commands. */
export const script = `
"use strict";
const byId = (id) => document.getElementById(id);
const all = (selector) => document.querySelectorAll(selector);
let ahead = Number(document.body.dataset.now) - Date.now();
let heardMs = Date.now();
let isLost = false;
const shown = {};
const seconds = (ms) => {
  const whole = Math.max(0, Math.round(ms / 1000));
  return whole < 120 ? whole + " s" : Math.floor(whole / 60) + " min " + String(whole % 60).padStart(2, "0") + " s";
};
function tick() {
  const now = Date.now() + ahead;
  for (const one of all("[data-since]")) one.textContent = seconds(now - one.dataset.since) + " ago";
  for (const one of all("[data-until]")) {
    const left = one.dataset.until - now;
    one.textContent = left > 0 ? seconds(left) : "over";
  }
  for (const one of all("[data-from]")) {
    const { from, to } = one.dataset;
    const part = (now - from) / (to - from);
    one.style.width = Math.min(1, Math.max(0, part)) * 100 + "%";
  }
  for (const one of all("[data-copy]")) one.hidden = false;
  if (isLost || Date.now() - heardMs > 45000) {
    if (byId("lost").hidden) byId("lost-at").textContent = new Date(heardMs + ahead).toISOString().slice(11, 19) + " UTC";
    byId("lost").hidden = false;
  } else byId("lost").hidden = true;
  document.body.classList.toggle("lost", !byId("lost").hidden);
}
const events = new EventSource("events" + location.search);
events.onopen = () => { isLost = false; heardMs = Date.now(); };
events.onerror = () => { isLost = true; tick(); };
events.onmessage = ({ data }) => {
  const { nowMs, title, parts } = JSON.parse(data);
  heardMs = Date.now();
  isLost = false;
  ahead = nowMs - heardMs;
  document.title = title;
  for (const [name, text] of Object.entries(parts)) {
    if (shown[name] === text) continue;
    shown[name] = text;
    byId("part-" + name).innerHTML = text;
  }
  tick();
};
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), 1500);
});
setInterval(tick, 500);
tick();
`;
