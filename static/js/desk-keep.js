// Keeps what is typed into a smaller form of the desk (a private answer, a refusal, a reason) in this
// browser until the server has taken it: a login that ran out or a lost connection loses nothing.

const KEPT = "kept-";

// The login may have run out when a form was sent, so only the server's word lets its words go.
for (const { dataset } of document.querySelectorAll("[data-taken]")) localStorage.removeItem(KEPT + dataset.taken);
for (const form of document.querySelectorAll("form[data-keep]")) keepTyped(form);

function keepTyped(form) {
  const key = KEPT + form.dataset.keep;
  const fields = [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type));

  restore();
  form.addEventListener("input", store);
  form.addEventListener("submit", store);

  function store() {
    const words = fields.map((field) => [field.name, field.value, field.checked === true]);
    const isEmpty = fields.every((field) => (isChoice(field) ? !field.checked : !field.value.trim()));
    if (isEmpty) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ words }));
  }

  function restore() {
    const kept = JSON.parse(localStorage.getItem(key));
    if (!kept) return;
    for (const field of fields) {
      const found = kept.words.find(([name, value]) => name === field.name && (!isChoice(field) || value === field.value));
      if (!found) continue;
      if (isChoice(field)) field.checked = found[2];
      else field.value = found[1];
    }
  }
}

function isChoice(field) {
  return ["radio", "checkbox"].includes(field.type);
}
