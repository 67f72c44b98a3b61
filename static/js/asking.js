// Keeps what somebody types in this tab until it is sent: a reload, Back or an error loses no word.
// It is gone with the tab, when the question is sent, and when somebody presses “Clear what I typed”.

const WORDS = "asking-words";
const LEAVING = "asking-leaving"; // the last step was pressed; its page has not come yet
const ENDED = "asking-ended"; // how it ended in this tab
const SAID_BACK = {
  sent: "We have your question, and this form is empty again. Write here only if you want to ask something else.",
  answered: "This form is empty again. Write here if you still want to ask.",
};
const NOT_WORDS = ["csrfmiddlewaretoken", "passed", "consent_edition", "signs", "website"];
const TYPED = ["text", "asker_email", "asker_name"];

const form = document.querySelector("form[data-keep]");
if (form?.elements.text) keepSafe(form);
document.querySelectorAll("[data-sends], #answered").forEach((last) => last.addEventListener("submit", () => write(LEAVING, "yes")));
document.querySelectorAll("[data-clear]").forEach((link) => link.addEventListener("click", () => forget(WORDS)));
document.querySelectorAll("[data-if-kept]").forEach((part) => (part.hidden = !read(WORDS)));
const end = document.querySelector("[data-ended]");
if (end && read(LEAVING)) {
  forget(WORDS, LEAVING);
  write(ENDED, end.dataset.ended);
}

function keepSafe(form) {
  forget(LEAVING);
  // The tab keeps the words, so the browser need not; it would show them after they are sent.
  if (form.elements.text.type === "textarea") form.elements.text.autocomplete = "off";
  if (form.dataset.keep === "typed") {
    forget(ENDED);
    keep();
    // Back and reload then open the form, with the words, and no question to send them again.
    history.replaceState(null, "", form.dataset.return + location.hash);
  } else if (read(ENDED)) {
    begin();
  } else {
    restore();
  }
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  addEventListener("pageshow", (event) => event.persisted && read(ENDED) && location.reload());

  function keep() {
    const words = [...new FormData(form)].filter(([name]) => !NOT_WORDS.includes(name));
    const isTyped = words.some(([name, value]) => TYPED.includes(name) && value.trim());
    if (isTyped) write(WORDS, JSON.stringify({ words, edition: form.elements.consent_edition?.value }));
    else forget(WORDS);
  }

  function restore() {
    const kept = JSON.parse(read(WORDS));
    if (!kept) return;
    const isSameConsent = kept.edition === form.elements.consent_edition.value;
    for (const field of form.elements) {
      if (!field.name || NOT_WORDS.includes(field.name)) continue;
      const values = kept.words.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.name === "agrees" && !isSameConsent) field.checked = false;
      else if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    const folded = form.querySelector("details");
    if (folded) folded.open ||= [...folded.querySelectorAll("input, select")].some((field) => field.value);
  }

  // Back after the end: the words are not left behind, and it is said where they are.
  function begin() {
    const [navigation] = performance.getEntriesByType("navigation");
    if (navigation.type === "navigate") return forget(ENDED);
    form.reset();
    // A browser may bring back what was typed only after this script.
    addEventListener("pageshow", () => read(ENDED) && form.reset());
    const notice = document.createElement("div");
    notice.className = "form-notice";
    notice.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = SAID_BACK[read(ENDED)];
    notice.append(words);
    document.querySelector("h1").before(notice);
    form.addEventListener("input", () => forget(ENDED), { once: true });
  }
}

// A browser may refuse to keep anything; the form works all the same.
function read(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Back in the browser is what is left.
  }
}

function forget(...names) {
  try {
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // There is nothing to forget.
  }
}
