// Keeps what is typed into a smaller form of the desk (a private answer, a refusal, a reason) in this
// browser until the server has taken it: a login that ran out or a lost connection loses nothing.

const KEPT = "kept-";

for (const key of Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) settle(key);
for (const form of document.querySelectorAll("form[data-keep]")) keepTyped(form);

// A form that was sent is done with once another page of the desk than the login has come.
function settle(key) {
  const { isSent } = JSON.parse(localStorage.getItem(key));
  const isHere = document.querySelector(`form[data-keep="${CSS.escape(key.slice(KEPT.length))}"]`);
  if (isSent && !isHere && document.getElementById("user-tools")) localStorage.removeItem(key);
}

function keepTyped(form) {
  const key = KEPT + form.dataset.keep;
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const store = (isSent) => {
    const words = fields.map((field) => [field.name, field.value, field.checked === true]);
    localStorage.setItem(key, JSON.stringify({ isSent, words }));
  };

  restore();
  form.addEventListener("input", () => store(false));
  form.addEventListener("submit", () => store(true));

  function restore() {
    const kept = JSON.parse(localStorage.getItem(key));
    if (!kept) return;
    for (const field of fields) {
      const isChoice = ["radio", "checkbox"].includes(field.type);
      const found = kept.words.find(([name, value]) => name === field.name && (!isChoice || value === field.value));
      if (!found) continue;
      if (isChoice) field.checked = found[2];
      else field.value = found[1];
    }
  }
}
