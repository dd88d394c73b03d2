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

async function open(place) {
  mark(place);
  const address = `${drawer.dataset.lines}${encodeURIComponent(claims[place].dataset.claim)}.html`;
  if (location.protocol === "file:") return location.assign(address); // a browser reads no file for a page
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const base = new URL(address, location.href);
  for (const link of page.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), base).href;
  drawer.querySelector(".content").replaceChildren(...page.querySelector("main").childNodes);
  drawer.hidden = false;
  drawer.scrollTop = 0;
  document.body.classList.add("walking");
  history.replaceState(null, "", `#${claims[place].dataset.claim}`);
}

function close() {
  drawer.hidden = true;
  document.body.classList.remove("walking");
  claims[current]?.focus();
}

function step(by) {
  let place = current + by;
  while (claims[place] && claims[place].dataset.claim === claims[current]?.dataset.claim) place += by;
  if (!claims[place]) return;
  if (drawer.hidden) mark(place);
  else open(place);
}

// A star, a strike or a note is kept at once; the line's page is shown anew, and the report marks it.
async function rate(form, mark) {
  const kept = await post(form.action, form, mark ? { mark } : {});
  if (!kept) return;
  if (!drawer) return location.reload();
  show(claims[current].dataset.claim, kept.mark);
  open(current);
}

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
  const named = claims.findIndex((one) => one.dataset.claim === decodeURIComponent(location.hash.slice(1)));
  if (named >= 0) open(named);
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

// Whoever opens what changes a line can type at once.
document.addEventListener("toggle", (event) => {
  const change = event.target;
  if (change.open && change.matches("details.change")) [...change.querySelectorAll("textarea")].at(-1).focus();
}, true);

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.estimate");
  if (!button) return;
  button.disabled = true;
  list(button.form, ["…"]);
  const found = await post(button.form.dataset.estimate, button.form);
  button.disabled = false;
  list(button.form, found ? found.said : []);
});

const job = document.querySelector(".job");
if (job && job.querySelector("form")) {
  const said = job.querySelector(".said");
  said.textContent = "";
  const events = new EventSource(job.dataset.events);
  events.onmessage = (event) => said.append(`${JSON.parse(event.data)}\n`);
  events.addEventListener("done", () => { events.close(); location.reload(); });
}
