// Keeps a rater's answers as they are given. Without this file, Continue and Back keep them.
const GATHER = 1000;
const AGAIN = [2000, 5000, 15000, 30000];

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const changed = new Set();
let timer = 0;
let failures = 0;
let saving = null;

function say(words) {
  status.textContent = words;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function bodyOf(names) {
  const typed = new FormData(form);
  const body = new URLSearchParams({ csrfmiddlewaretoken: typed.get("csrfmiddlewaretoken") });
  names.forEach((name) => body.set(name, typed.get(name) ?? ""));
  return body;
}

function post(names, options) {
  return fetch(form.dataset.autosave, { method: "POST", body: bodyOf(names), ...options });
}

async function save() {
  if (saving || changed.size === 0) return;
  const names = [...changed];
  changed.clear();
  saving = new AbortController();
  try {
    settle((await post(names, { signal: saving.signal })).status, names);
  } catch {
    tryAgain(names);
  }
  saving = null;
}

function settle(code, names) {
  if (code === 200) {
    failures = 0;
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(`Saved ${time}`);
    if (changed.size) later(GATHER);
  } else if (code >= 500 || code === 429) {
    tryAgain(names);
  } else if (code === 400) {
    say("Not saved. Choose Continue to see what is wrong.");
  } else {
    say("Not saved. Open the link in your email again to go on.");
  }
}

function tryAgain(names) {
  names.forEach((name) => changed.add(name));
  say("Not saved yet. Check your connection. We are trying again.");
  later(AGAIN[Math.min(failures, AGAIN.length - 1)]);
  failures += 1;
}

function note(event) {
  if (!/^(statement|comment)-\d+$/.test(event.target.name)) return;
  changed.add(event.target.name);
  if (failures === 0) later(GATHER);
}

// Whoever leaves within the second in which answers are gathered still has them kept.
function leave() {
  if (changed.size) post([...changed], { keepalive: true }).catch(() => {});
}

// Continue sends the whole page: a slower save of an earlier answer must not arrive after it.
function handOver() {
  clearTimeout(timer);
  changed.clear();
  saving?.abort();
}

form.addEventListener("change", note);
form.addEventListener("input", note);
window.addEventListener("online", () => later(0));
window.addEventListener("pagehide", leave);
form.addEventListener("submit", handOver);
