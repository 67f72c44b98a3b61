// Shows published answers that may be enough while somebody types. The words go to this site by
// POST, so they stand in no address and no log.

const PAUSE = 900; // milliseconds without typing
const FEWEST_WORDS = 3;

const form = document.querySelector("form[data-similar]");
if (form) watch(form, form.elements.text);

function watch(form, text) {
  const status = Object.assign(document.createElement("p"), { className: "suggestions__status" });
  status.setAttribute("role", "status");
  const place = Object.assign(document.createElement("section"), { className: "suggestions", hidden: true });
  text.closest(".field").after(status, place);
  let timer, request;

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if (text.value && !form.elements.seen_answers.value) ask();

  async function ask() {
    request?.abort();
    if (text.value.trim().split(/\s+/).length < FEWEST_WORDS) return show([]);
    request = new AbortController();
    const body = new FormData();
    body.set("text", text.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(form.dataset.similar, { method: "POST", body, signal: request.signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      show([...page.body.children]);
    } catch {
      // Without a connection the same answers are offered before the question is sent.
    }
  }

  function show(found) {
    place.hidden = !found.length;
    place.replaceChildren(...found);
    const count = place.querySelectorAll("li").length;
    const words = count === 1 ? "1 answer may help. It stands" : `${count} answers may help. They stand`;
    const said = count ? `${words} below your question.` : "";
    if (status.textContent !== said) status.textContent = said;
    if (count) form.elements.seen_answers.value = "on";
  }
}
