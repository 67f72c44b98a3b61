// After a draft saved itself, shows what the server's checks find in it.

const checkedDraft = document.querySelector("form[data-checks]");
if (checkedDraft) {
  checkedDraft.addEventListener("draft:saved", lookAgain);
  tellState(checkedDraft.querySelector("#checks"));
}

async function lookAgain() {
  let page;
  try {
    const response = await fetch(checkedDraft.dataset.checks);
    if (!response.ok || response.redirected) return;
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return; // The next save asks again.
  }
  const fresh = page.querySelector("#checks");
  const shown = checkedDraft.querySelector("#checks");
  if (!fresh) return;
  tellState(fresh);
  // Nobody's reason is taken out of their hands; it was saved, and the next save shows it.
  if (!shown.contains(document.activeElement)) keepReasons(shown, fresh), shown.replaceWith(fresh);
}

// What was typed into the old boxes while the answer was on its way.
function keepReasons(shown, fresh) {
  for (const box of shown.querySelectorAll("input")) {
    const same = fresh.querySelector(`[name="${box.name}"]`);
    if (same && box.value !== box.defaultValue) same.value = box.value;
  }
}

function tellState(checks) {
  const state = checkedDraft.querySelector("[data-checks-state]");
  const said = checks.querySelector("[data-checks-said]").textContent.trim();
  if (!state || state.textContent.trim() === said) return;
  state.textContent = said;
  state.hidden = !said;
}
