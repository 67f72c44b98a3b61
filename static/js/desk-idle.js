// Warns before the desk logs somebody out, lets them stay by any key, and keeps what they typed.
// The server decides; this script asks it, so that work in another tab counts as well.

const dialog = document.querySelector("dialog[data-idle]");
const KEPT = `kept-${location.pathname}`;
const SAID_AT = [60, 30, 10]; // seconds before the end
const NEVER_KEPT = ["password", "hidden", "file", "submit", "button"];

if (dialog) watch();

function watch() {
  const warning = Number(dialog.dataset.idle); // seconds
  const often = (warning * 1000) / 2; // milliseconds between two signs of life
  let timer, endsAt, aliveAt = Date.now();

  bringBack();
  ask();
  dialog.querySelector("button").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), stay()));
  for (const kind of ["input", "keydown", "pointerdown"]) addEventListener(kind, alive);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  document.getElementById("logout-form")?.addEventListener("submit", sayWhatIsKept);

  function alive(event) {
    if (dialog.open) return event.type === "keydown" && stay();
    if (Date.now() - aliveAt > often) stay();
  }

  function ask() {
    return hear("?asks=how-long");
  }

  function stay() {
    aliveAt = Date.now();
    return hear("");
  }

  async function hear(query) {
    try {
      const response = await fetch(dialog.dataset.howLong + query, { headers: { Accept: "application/json" } });
      if (response.ok) wait((await response.json()).left);
    } catch {
      later(5); // The connection is gone; the page stays as it is.
    }
  }

  function later(seconds) {
    clearTimeout(timer);
    timer = setTimeout(ask, seconds * 1000);
  }

  function wait(left) {
    if (left <= 0) return end();
    endsAt = Date.now() + left * 1000;
    if (left > warning) {
      dialog.close();
      return later(left - warning);
    }
    if (!dialog.open) dialog.showModal();
    tick();
  }

  function tick() {
    clearTimeout(timer);
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left <= 0) return ask();
    dialog.querySelector("[data-idle-left]").textContent = inWords(left);
    if (SAID_AT.includes(left)) dialog.querySelector("[data-idle-said]").textContent = `${inWords(left)} left.`;
    timer = setTimeout(tick, 1000);
  }

  function end() {
    removeEventListener("keydown", alive);
    keep();
    const next = encodeURIComponent(location.pathname + location.search);
    location.assign(`${dialog.dataset.login}?over=1&next=${next}`);
  }
}

function inWords(seconds) {
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${seconds} seconds`;
}

// Drafts of answers keep themselves; this is for every other form, in this tab only.
function keep() {
  const words = [...typedFields()].filter(({ field }) => field.value !== field.defaultValue);
  const kept = words.map(({ field, place }) => [place, field.name, field.value]);
  if (kept.length) sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

function bringBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  if (!kept.length) return;
  for (const [place, name, value] of kept) {
    const field = document.forms[place]?.elements[name];
    if (field && "value" in field) field.value = value;
  }
  sessionStorage.removeItem(KEPT);
  const note = document.createElement("p");
  note.className = "login__note";
  note.setAttribute("role", "status");
  note.textContent = "What you typed before is back.";
  document.getElementById("content")?.prepend(note);
}

function* typedFields() {
  for (const [place, form] of [...document.forms].entries()) {
    if ("autosave" in form.dataset || form.method !== "post") continue;
    for (const field of form.elements) {
      if (field.name && "defaultValue" in field && !NEVER_KEPT.includes(field.type)) yield { field, place };
    }
  }
}

// The browser is emptied at a log-out, unless it holds words that the server does not have.
function sayWhatIsKept(event) {
  const isKept = Object.keys(localStorage).some((key) => /^(draft|kept)-/.test(key));
  const answer = document.createElement("input");
  Object.assign(answer, { type: "hidden", name: isKept ? "kept" : "all-saved", value: "yes" });
  event.target.append(answer);
}
