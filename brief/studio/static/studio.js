// The drawer beside a report: what the page of a line says, fetched when a line is chosen. Without it all pages can be
// read; the page `lines` leads to each line.
"use strict";

const drawer = document.getElementById("drawer");
const claims = [...document.querySelectorAll("[data-claim]")];
let current = -1;

function mark(place) {
  claims[current]?.classList.remove("current");
  current = place;
  const chosen = claims[current];
  chosen.classList.add("current");
  chosen.scrollIntoView({ block: "nearest" });
}

function open(place) {
  mark(place);
  return walk(claims[place].dataset.claim);
}

let turn = 0; // what was asked for last, opened or closed, is what is shown: a page that comes late is not

async function walk(claim) {
  const mine = ++turn;
  const address = `${drawer.dataset.lines}${encodeURIComponent(claim)}.html`;
  if (location.protocol === "file:") return location.assign(address); // a browser reads no file for a page
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== turn) return;
  const base = new URL(address, location.href);
  for (const link of page.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), base).href;
  drawer.querySelector(".content").replaceChildren(...page.querySelector("main").childNodes);
  drawer.hidden = false;
  drawer.scrollTop = 0;
  document.body.classList.add("walking");
  claims[current]?.scrollIntoView({ block: "nearest" });
  const said = drawer.querySelector("h1");
  said.tabIndex = -1;
  said.focus({ preventScroll: true });
  offer(drawer);
  history.replaceState(null, "", `#${claim}`);
}

function close() {
  turn += 1;
  drawer.hidden = true;
  document.body.classList.remove("walking");
  claims[current]?.focus();
}

function step(by) {
  let place = current + by;
  while (claims[place] && claims[place].dataset.claim === claims[current]?.dataset.claim) place += by;
  if (!claims[place]) return;
  if (drawer.hidden && location.protocol === "file:") mark(place);
  else open(place);
}

// A star, a strike or a note is kept at once; the line's page is shown anew, and the report marks it.
async function rate(form, mark) {
  const kept = await post(form.action, form, mark ? { mark } : {});
  if (!kept) return;
  fields(form).forEach(forget);
  sent.add(form);
  if (!drawer) return location.reload();
  show(rated(form), kept.mark);
  walk(rated(form));
}

const rated = (form) => form.closest("[data-claim-page]").dataset.claimPage;

function show(claim, mark) {
  for (const one of claims.filter((each) => each.dataset.claim === claim)) {
    one.classList.toggle("starred", mark === "starred");
    one.classList.toggle("struck", mark === "struck");
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.rate")) return;
  event.preventDefault();
  rate(event.target, event.submitter?.value);
});

function press(mark) {
  const form = drawer.hidden ? null : drawer.querySelector("form.rate");
  const button = form && [...form.querySelectorAll("button")][mark === "starred" ? 0 : 1];
  if (button) rate(form, button.value);
}

const keys = {
  n: () => step(1), p: () => step(-1), o: () => current >= 0 && open(current), Escape: close,
  s: () => press("starred"), x: () => press("struck"),
};

if (drawer) {
  claims.forEach((one, place) => {
    one.tabIndex = 0;
    one.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open(place);
    });
    one.addEventListener("keydown", (event) => event.key === "Enter" && event.target === one && open(place));
  });
  for (const [claim, mark] of Object.entries(JSON.parse(drawer.dataset.rated))) show(claim, mark);
  drawer.querySelector(".close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    keys[event.key]?.();
  });
}

// A text is checked as it is typed; a prompt says what its replay would ask; a job tells how far it is.

async function post(address, form, more = {}) {
  const given = new URLSearchParams({ ...Object.fromEntries(new FormData(form)), ...more });
  const answer = await fetch(address, { method: "POST", body: given, credentials: "same-origin" });
  return answer.ok && answer.headers.get("content-type").startsWith("application/json") ? answer.json() : null;
}

function list(form, said) {
  const lines = said.filter(Boolean).map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  form.querySelector(".findings").replaceChildren(...lines);
}

let typing;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-check]");
  if (!form) return;
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const found = await post(form.dataset.check.replace(/\.html$/, ".check"), form);
    if (!found) return;
    form.querySelector(".findings").classList.toggle("stands", found.stands);
    list(form, found.said);
    form.querySelector("[type=submit]").disabled = !found.stands;
  }, 400);
});

// Whoever opens what changes a line can type at once; what is asked to be confirmed says what it would come to.
document.addEventListener("toggle", ({ target: part }) => {
  if (!part.open) return;
  if (part.matches("details.change") && part.contains(document.activeElement)) [...part.querySelectorAll("textarea")].at(-1).focus();
  part.querySelectorAll("form[data-estimate]").forEach(estimate);
}, true);

// What would ask a model can be sent once it was told what for, and for how much.
const asked = new WeakMap();
const must = (form) => form.querySelector("[type=submit]");
for (const form of document.querySelectorAll("form[data-estimate]:not(.change form)")) { // a comment's words cost next to nothing
  must(form).disabled = true;
  form.addEventListener("input", () => {
    must(form).disabled = true;
    if (!form.querySelector("button.estimate")) estimate(form);
  });
}

async function estimate(form) {
  const number = (asked.get(form) ?? 0) + 1;
  asked.set(form, number);
  must(form).disabled = true;
  list(form, ["…"]);
  const found = await post(form.dataset.estimate, form);
  if (asked.get(form) !== number) return;
  list(form, found ? found.said : []);
  must(form).disabled = !found?.stands;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".estimate")) estimate(button.form);
});

// Rows are dragged to another place, by mouse or finger, or chosen one in their list; either shows where each would stand.
const board = document.querySelector("form.rows");
let held = null; // the row, where it was pressed, where the pointer is, and, once it moves, its home

function settle() {
  for (const rows of board.querySelectorAll("ol")) [...rows.children].forEach((row, place) => {
    const select = row.querySelector("select"), { section, title } = rows.dataset;
    const value = section && `${section}:${place + 1}`;
    if (![...select.options].some((one) => one.value === value)) select.add(new Option(`${place + 1} · ${title}`, value));
    select.value = value;
  });
}

board?.addEventListener("change", ({ target: select }) => {
  const [section, place] = select.value.split(":");
  const rows = board.querySelector(`ol[data-section="${CSS.escape(section)}"]`);
  const row = select.closest("li");
  row.remove();
  rows.insertBefore(row, section ? (rows.children[Math.ceil(place ?? Infinity) - 1] ?? null) : rows.firstChild);
  settle();
  select.focus();
});
board?.addEventListener("pointerdown", (event) => {
  const row = event.target.closest("li"), grip = event.target.closest(".grip");
  if (!row || event.button || event.target.closest("select") || (event.pointerType !== "mouse" && !grip)) return;
  held = { row, from: event.clientY, x: event.clientX, y: event.clientY };
});
board?.addEventListener("pointermove", (event) => {
  if (!held) return;
  [held.x, held.y] = [event.clientX, event.clientY];
  if (!held.home && Math.abs(held.y - held.from) > 4) lift(event.pointerId);
  if (held.home) carry();
});
board?.addEventListener("pointerup", () => drop(false));
board?.addEventListener("pointercancel", () => drop(true));
document.addEventListener("keydown", (event) => event.key === "Escape" && drop(true));

// From here on a press is no click on what it began on.
function lift(pointer) {
  held.home = [held.row.parentNode, held.row.nextSibling];
  held.row.classList.add("held");
  board.setPointerCapture(pointer);
  requestAnimationFrame(drift);
}

function carry() {
  const rows = document.elementFromPoint(held.x, held.y)?.closest(".board section")?.querySelector("ol");
  if (!rows) return;
  const below = [...rows.children].find((one) => {
    const box = one.getBoundingClientRect();
    return one !== held.row && held.y < box.top + box.height / 2;
  });
  if (below !== held.row.nextSibling || rows !== held.row.parentNode) rows.insertBefore(held.row, below ?? null);
}

// The page goes along where the pointer is near its edge.
function drift() {
  if (!held?.home) return;
  const by = held.y < 60 ? -10 : held.y > innerHeight - 120 ? 10 : 0;
  if (by) {
    scrollBy({ top: by, behavior: "instant" });
    carry();
  }
  requestAnimationFrame(drift);
}

function drop(isUndone) {
  const { row, home } = held ?? {};
  held = null;
  row?.classList.remove("held");
  if (!home) return;
  if (isUndone) return home[0].insertBefore(row, home[1]);
  settle();
  board.dispatchEvent(new Event("input"));
}

// What is typed is kept in this browser until it is saved, and offered again where it was typed.
const sent = new WeakSet();
const fields = (form) => [...form.elements].filter((one) => one.matches("textarea, input:not([type=hidden])"));
const nameOf = (field) => `brief ${new URL(field.form.action).pathname} ${field.name}`;
const forget = (field) => localStorage.removeItem(nameOf(field));
const unsaved = () => [...document.querySelectorAll("form[data-draft]")].some(
  (form) => !sent.has(form) && fields(form).some((one) => one.value !== one.defaultValue),
);

document.addEventListener("input", ({ target: field }) => {
  if (!field.form?.matches("[data-draft]")) return;
  if (field.value === field.defaultValue) forget(field);
  else localStorage.setItem(nameOf(field), field.value);
});

function offer(part) {
  for (const form of part.querySelectorAll("form[data-draft]")) {
    const kept = fields(form).filter((one) => (localStorage.getItem(nameOf(one)) ?? one.value) !== one.value);
    const note = form.querySelector(".draft");
    note.hidden = !kept.length;
    if (kept.length && form.closest("details")) form.closest("details").open = true;
    note.onclick = ({ target: { value } }) => {
      if (!value) return;
      for (const one of kept) {
        if (value === "drop") forget(one);
        else one.value = localStorage.getItem(nameOf(one));
      }
      note.hidden = true;
      if (value === "take") kept[0].dispatchEvent(new Event("input", { bubbles: true }));
    };
  }
}

document.addEventListener("submit", ({ target: form }) => {
  if (!form.matches("[data-draft]:not(.rate)")) return;
  sent.add(form);
  sessionStorage.setItem("brief sent", JSON.stringify([new URL(form.action).pathname, fields(form).map(nameOf)]));
});
addEventListener("beforeunload", (event) => unsaved() && event.preventDefault());
if (document.querySelector("form[data-draft]")) offer(document);

const job = document.querySelector(".job");
if (job && "made" in job.dataset) {
  const [page, names] = JSON.parse(sessionStorage.getItem("brief sent") ?? "[]");
  if (page === `/${job.dataset.begun}`) names.forEach((one) => localStorage.removeItem(one));
}
if (job && job.querySelector("form")) {
  const said = job.querySelector(".log");
  said.textContent = "";
  const events = new EventSource(job.dataset.events);
  events.onmessage = (event) => said.append(`${JSON.parse(event.data)}\n`);
  events.addEventListener("done", () => { events.close(); location.reload(); });
}

// The line that an address names, amid the window; one that is not printed any more has a page all the same.
const wanted = drawer && decodeURIComponent(location.hash.slice(1));
const named = wanted ? claims.findIndex((one) => one.dataset.claim === wanted) : -1;
if (named >= 0) open(named).then(() => claims[named].scrollIntoView({ block: "center", behavior: "instant" }));
else if (wanted?.includes(".")) walk(wanted);
