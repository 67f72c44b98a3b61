// Keeps the reader on the page: the answer to a press takes the place of its form.
const place = document.getElementById("feedback");

async function press(event) {
  event.preventDefault();
  const form = event.target;
  const data = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const response = await fetch(form.action, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    show(page.querySelector("[data-feedback]"));
  } catch {
    place.removeEventListener("submit", press);
    form.requestSubmit(event.submitter);
  }
}

place?.addEventListener("submit", press);

function show(next) {
  const heading = document.createElement("h2");
  heading.id = "feedback-heading";
  heading.className = "feedback__heading";
  heading.tabIndex = -1;
  heading.textContent = next.querySelector("h1").textContent;
  next.querySelector("h1").replaceWith(heading);
  place.querySelector("[data-feedback]").replaceWith(next);
  heading.focus();
}
