// Keeps a rater's answers as they are given. Without this file, Continue and Back keep them.

// Answers are gathered until nothing was changed for so long; whoever types on and on is saved now and then.
const GATHER = 1500;
const AT_MOST = 10000;
const AGAIN = [2000, 5000, 15000, 30000];
// A connection that says nothing for so long is taken to be gone.
const PATIENCE = 15000;
const UNREACHABLE = 0;
const FAILING = "cadre-saved--failing";

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const how = document.querySelector("[data-autosave-how]");
// Which load of the page a request comes from, and the how-manieth of it.
const load = Math.random().toString(36).slice(2, 12);
let count = 0;
const changed = new Set();
let timer = 0;
// When the oldest answer was changed that is not saved yet.
let since = 0;
let failures = 0;
// What a request is on its way with that has not been answered yet.
let sending = [];
// Set while somebody who wants to leave the page waits for their answers to be saved.
let isLeaving = false;
let pressed = null;

function say(words, isFailing = false) {
  status.textContent = words;
  status.classList.toggle(FAILING, isFailing);
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

// Whoever had to sign in again has a new token, which the page of before does not know.
function renewToken() {
  const token = /(?:^|; )csrftoken=(\w+)/.exec(document.cookie)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function bodyOf(names) {
  renewToken();
  const typed = new FormData(form);
  const body = new URLSearchParams({ csrfmiddlewaretoken: typed.get("csrfmiddlewaretoken") });
  // A request that we gave up on may arrive after the next one: the server must not take it for newer.
  count += 1;
  body.set("order", `${load}.${count}`);
  names.forEach((name) => body.set(name, typed.get(name) ?? ""));
  return body;
}

function post(names, options) {
  // A network that wants somebody to sign in leads elsewhere, to a page that says 200 and has saved nothing.
  return fetch(form.dataset.autosave, { method: "POST", redirect: "error", body: bodyOf(names), ...options });
}

// A filter that reads along may answer in our place, with a page of its own that says 200 and has saved nothing.
async function codeOf(response) {
  if (response.status !== 200) return response.status;
  const said = await response.json().catch(() => null);
  return said?.saved === true ? 200 : UNREACHABLE;
}

async function save() {
  clearTimeout(timer);
  if (sending.length) return;
  if (changed.size === 0) return isLeaving && leave();
  const names = (sending = [...changed]);
  changed.clear();
  const options = { signal: AbortSignal.timeout?.(PATIENCE) };
  const code = await post(names, options).then(codeOf, () => UNREACHABLE);
  sending = [];
  settle(code, names);
}

function settle(code, names) {
  if (code === 200) return saved();
  names.forEach((name) => changed.add(name));
  if (code === UNREACHABLE || code >= 500 || code === 429) tryAgain();
  else if (code === 400 || code === 410) refused();
  else stay(form.dataset.away);
}

function saved() {
  failures = 0;
  since = 0;
  say(`Saved ${clock(new Date())}`);
  if (isLeaving && changed.size) save();
  else if (isLeaving) leave();
  else if (changed.size) gather();
}

// As every other page writes a time: 4:28am.
function clock(now) {
  const hours = now.getHours();
  const minutes = String(now.getMinutes()).padStart(2, "0");
  return `${hours % 12 || 12}:${minutes}${hours < 12 ? "am" : "pm"}`;
}

function gather() {
  since ||= Date.now();
  later(Math.max(0, Math.min(GATHER, since + AT_MOST - Date.now())));
}

function tryAgain() {
  const next = isLeaving ? "We go on as soon as it works." : "We are trying again.";
  say(`${changed.size ? "Not saved yet. " : ""}Check your connection. ${next}`, true);
  later(AGAIN[Math.min(failures, AGAIN.length - 1)]);
  failures += 1;
}

// The page that Continue leads to says what is wrong, or that there is nothing left to answer.
function refused() {
  if (isLeaving) submit();
  else say("Not saved. Choose Continue to see why.", true);
}

function stay(words) {
  isLeaving = false;
  failures += 1;
  say(words, true);
}

// A browser that cannot reach us would put a page of its own in the place of the answers.
function leave() {
  if (!navigator.onLine) return tryAgain();
  isLeaving = false;
  if (isDone(pressed)) location.assign(form.dataset.next);
  else submit();
}

// With every statement answered, all of it saved and none of it refused, the server has nothing more to judge.
function isDone(button) {
  const scales = [...form.querySelectorAll("fieldset")];
  const isRefused = form.querySelector(".nhsuk-error-message") !== null;
  return button?.name !== "back" && !isRefused && scales.every((scale) => scale.querySelector(":checked"));
}

function submit() {
  changed.clear();
  isLeaving = false;
  renewToken();
  form.removeEventListener("submit", hold);
  (pressed ?? form.querySelector("[type=submit]")).click();
  form.addEventListener("submit", hold);
}

function note({ target }) {
  if (!/^(statement|comment)-\d+$/.test(target.name)) return;
  changed.add(target.name);
  if (failures === 0) gather();
}

// On a slow connection somebody answers before this file has come: no event told of that.
function catchUp() {
  const isAnswered = (field) => field.checked !== field.defaultChecked || field.value !== field.defaultValue;
  [...form.elements].filter(isAnswered).forEach((target) => note({ target }));
}

function hold(event) {
  event.preventDefault();
  isLeaving = true;
  pressed = event.submitter;
  // Not at once: a form that is being submitted cannot be submitted again.
  later(0);
  status.scrollIntoView({ block: "nearest" });
}

// Whoever leaves within the moment in which answers are gathered still has them kept.
function keep() {
  const names = new Set([...sending, ...changed]);
  if (names.size) post([...names], { keepalive: true }).catch(() => {});
}

// A telephone that somebody puts away may end the page without a word.
function saveIfHidden() {
  if (document.hidden && changed.size) save();
}

// Closing the page would lose what could not be saved: the browser asks first.
function warn(event) {
  const isFailing = status.classList.contains(FAILING) || !navigator.onLine;
  if ((changed.size || sending.length) && isFailing) event.preventDefault();
}

form.addEventListener("change", note);
form.addEventListener("input", note);
form.addEventListener("submit", hold);
window.addEventListener("online", () => later(0));
window.addEventListener("pagehide", keep);
window.addEventListener("beforeunload", warn);
document.addEventListener("visibilitychange", saveIfHidden);
catchUp();
how.textContent = "Your answers are saved as you go.";
