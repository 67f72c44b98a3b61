// Shows what a search or a choice finds without leaving the page. Without it the form is sent.

const SEARCH_PAUSE = 350; // milliseconds without typing before a search

for (const form of document.querySelectorAll("form[data-filter]")) {
  const results = document.getElementById(form.dataset.filter);
  if (results) showInPlace(form, results);
}

function showInPlace(form, results) {
  const found = form.querySelector("[data-found]");
  let timer, newest;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  form.addEventListener("change", show);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(show, SEARCH_PAUSE);
  });

  async function show() {
    clearTimeout(timer);
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const mine = (newest = Symbol(query));
    results.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`${location.pathname}?${query}`);
      if (!response.ok || response.redirected) throw new Error("not shown");
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== newest) return;
      const fresh = page.getElementById(results.id);
      found.textContent = fresh.querySelector("[data-found]")?.textContent ?? "";
      results.replaceChildren(...fresh.childNodes);
      results.removeAttribute("aria-busy");
    } catch {
      form.submit(); // the page itself says what is wrong: a login that ran out, a server that rests
    }
  }
}
