// Lets an administrator drag a session to another day. The form that then opens says what it clashes with, and saves.
// Without this file, the link "Move" beside each session leads to the same form.

const HELD = "cadre-entry--held";
const OVER = "cadre-month__day--over";
let held = null;

function dayUnder(event) {
  return held && event.target.closest("[data-day]");
}

function leave() {
  document.querySelectorAll(`.${OVER}`).forEach((day) => day.classList.remove(OVER));
}

function take(event) {
  held = event.target.closest("[data-move]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.move);
  held.classList.add(HELD);
}

function hover(event) {
  const day = dayUnder(event);
  if (!day) return;
  event.preventDefault();
  leave();
  day.classList.add(OVER);
}

function drop(event) {
  const day = dayUnder(event);
  if (!day) return;
  event.preventDefault();
  // Put back where it was, it stays there.
  if (day.contains(held) || held.closest("[data-day]").dataset.day === day.dataset.day) return;
  const form = new URL(held.dataset.move, window.location.href);
  form.searchParams.set("day", day.dataset.day);
  window.location.assign(form);
}

function release() {
  leave();
  held?.classList.remove(HELD);
  held = null;
}

for (const table of document.querySelectorAll("table")) {
  table.querySelectorAll("[data-move]").forEach((entry) => entry.setAttribute("draggable", "true"));
  table.querySelectorAll("[data-move] a").forEach((link) => link.setAttribute("draggable", "false"));
  table.addEventListener("dragstart", take);
  table.addEventListener("dragover", hover);
  table.addEventListener("drop", drop);
  table.addEventListener("dragend", release);
}
document.body.classList.add("cadre-can-drag");
