// Lets an administrator drag a session to another day, and in a week to another time. The form that then opens says
// what it clashes with, and saves. Without this file, the link "Move" beside each session leads to the same form.

const HELD = "cadre-entry--held";
const OVER = "cadre-month__day--over";
let held = null;

// Whoever drags selected words drags a text, which has no elements around it to ask for.
function around(event, selector) {
  return event.target.closest?.(selector) ?? null;
}

function mark(place) {
  document.querySelectorAll(`.${OVER}`).forEach((marked) => marked.classList.remove(OVER));
  place?.classList.add(OVER);
}

function take(event) {
  held = around(event, "[data-move]");
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  // Some browsers drag nothing that carries nothing.
  event.dataTransfer.setData("text/plain", held.querySelector("a").textContent);
  held.classList.add(HELD);
}

function hover(event) {
  const place = held && around(event, "[data-day]");
  mark(place);
  if (place) event.preventDefault();
}

// Put back where it was, it stays there.
function isElsewhere({ dataset }) {
  const own = held.closest("[data-day]").dataset;
  return dataset.day !== own.day || (dataset.at && own.at && dataset.at !== own.at);
}

function drop(event) {
  const place = held && around(event, "[data-day]");
  if (!place) return;
  event.preventDefault();
  if (!isElsewhere(place)) return;
  const form = new URL(held.dataset.move, window.location.href);
  form.searchParams.set("day", place.dataset.day);
  if (place.dataset.at) form.searchParams.set("at", place.dataset.at);
  window.location.assign(form);
}

function release() {
  mark(null);
  held?.classList.remove(HELD);
  held = null;
}

for (const table of document.querySelectorAll("table")) {
  table.querySelectorAll("[data-move]").forEach((entry) => entry.setAttribute("draggable", "true"));
  table.querySelectorAll("[data-move] a").forEach((link) => link.setAttribute("draggable", "false"));
}
document.addEventListener("dragstart", take);
document.addEventListener("dragover", hover);
document.addEventListener("drop", drop);
document.addEventListener("dragend", release);
document.body.classList.add("cadre-can-drag");
