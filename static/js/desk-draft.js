// Saves a draft while somebody types. What the server does not have yet is kept in this browser, so
// that a closed tab, an expired login or a lost connection loses nothing.

const PREFIX = "draft-";
const PAUSE = 2000; // milliseconds without typing before a save
const LONGEST = 5000; // milliseconds of typing before a save
const AGAIN = 5000; // milliseconds before another try
const NOT_WHILE_TYPING = ["image", "image-clear"];
const NOT_WORDS = ["csrfmiddlewaretoken", "seen", ...NOT_WHILE_TYPING];

forgetWhatWasTaken();
const form = document.querySelector("form[data-autosave]");
if (form) keepSafe(form);

function keepSafe(form) {
  const key = PREFIX + form.dataset.draft;
  const seen = form.elements.seen;
  let timer, firstChangeAt, request, savedAt, isBlocked, isGone;

  restore();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", submit);
  addEventListener("online", save);
  setInterval(showAge, 5000);

  function changed(event) {
    if (event?.target.type === "file") return;
    keep();
    if (isBlocked) return;
    say("age", "");
    firstChangeAt ??= Date.now();
    later(Math.min(PAUSE, Math.max(0, firstChangeAt + LONGEST - Date.now())));
  }

  function keep() {
    if (isGone) return;
    localStorage.setItem(key, JSON.stringify({ seen: seen.value, words: words(form) }));
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  }

  function save() {
    if (!request && !isBlocked && localStorage.getItem(key)) {
      request = send().finally(() => (request = null));
    }
    return request;
  }

  async function send() {
    clearTimeout(timer);
    firstChangeAt = null;
    const sent = JSON.stringify(words(form));
    const body = new FormData(form);
    for (const name of NOT_WHILE_TYPING) body.delete(name);
    try {
      const response = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual" });
      if (response.ok) return accepted(await response.json(), sent);
      if (response.status === 409 || response.status === 422) {
        return refused(response.status, (await response.json()).problems);
      }
      if (response.status === 404 || response.status === 410) return gone();
      if (response.type === "opaqueredirect" || response.status === 403) return loggedOut();
    } catch {
      // The connection is gone; the words are kept and tried again.
    }
    say("problem", "No connection to the desk. Your words are kept on this device and saved as soon as it is back.");
    later(AGAIN);
  }

  function accepted(answer, sent) {
    seen.value = answer.seen;
    savedAt = Date.now();
    say("problem", "");
    if (JSON.stringify(words(form)) === sent) localStorage.removeItem(key);
    else keep(), later(PAUSE);
    showAge();
    form.dispatchEvent(new CustomEvent("draft:saved"));
  }

  function refused(status, problems) {
    isBlocked = status === 409;
    const advice = isBlocked ? "Press “Save draft” to see both texts." : problems.join(" ");
    say("problem", `Not saved. ${advice} Your words are kept on this device.`);
  }

  // An asker who takes a question back takes along what was made from it, here as well.
  function gone() {
    isBlocked = isGone = true;
    clearTimeout(timer);
    localStorage.removeItem(key);
    say("age", "");
    say("problem", `${form.dataset.gone} What you wrote is not kept.`);
  }

  async function loggedOut() {
    const token = await freshToken();
    if (token) {
      form.elements.csrfmiddlewaretoken.value = token;
      return later(1000);
    }
    say("problem", "You are logged out. Your words are kept on this device. Log in again in another tab; then they are saved.");
    later(AGAIN);
  }

  // The login may have been renewed in another tab, which changes the token of every form.
  async function freshToken() {
    const response = await fetch(location.pathname);
    if (response.redirected) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]")?.value;
  }

  // The words stay here until the server says that it took them: the login may have expired.
  function submit(event) {
    keep();
    clearTimeout(timer);
    if (!request) return;
    event.preventDefault();
    request.then(() => form.requestSubmit(event.submitter));
  }

  function restore() {
    const kept = JSON.parse(localStorage.getItem(key));
    if (document.querySelector("[data-refused]")) return keep();
    if (!kept) return;
    if (JSON.stringify(kept.words) === JSON.stringify(words(form))) return localStorage.removeItem(key);
    put(form, kept.words);
    seen.value = kept.seen;
    say("problem", "What you typed before on this device is back.");
    later(PAUSE);
  }

  function showAge() {
    if (!savedAt) return;
    const seconds = Math.round((Date.now() - savedAt) / 1000);
    const age = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    if (!localStorage.getItem(key)) say("age", seconds < 2 ? "Saved" : `Saved ${age} ago`);
  }

  function say(what, text) {
    const place = form.querySelector(`[data-${what}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

// The words in a form, without what belongs to one request only.
function words(form) {
  const entries = [...new FormData(form)].filter(([name]) => !NOT_WORDS.includes(name));
  return entries.map(([name, value]) => [name, normal(value)]);
}

function normal(value) {
  return value.replaceAll("\r\n", "\n");
}

function put(form, kept) {
  for (const field of form.elements) {
    if (!field.name || NOT_WORDS.includes(field.name)) continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

// Only what the server says of a form that it took lets words go; an address that anybody may
// write into a link does not.
function forgetWhatWasTaken() {
  for (const { dataset } of document.querySelectorAll("[data-taken]")) {
    if (dataset.taken.startsWith(PREFIX)) localStorage.removeItem(dataset.taken);
  }
}
