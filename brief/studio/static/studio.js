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

const keys = { n: () => step(1), p: () => step(-1), o: () => current >= 0 && open(current), Escape: close };

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
  drawer.querySelector(".close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    keys[event.key]?.();
  });
  const named = claims.findIndex((one) => one.dataset.claim === decodeURIComponent(location.hash.slice(1)));
  if (named >= 0) open(named);
}
