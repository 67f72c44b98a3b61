// Makes the rich text editor fit the desk.

// The editor writes a style element, which the Content-Security-Policy refuses, unless it finds one.
// This one is no HTML and styles nothing; the rules themselves stand in css/desk/editor.css.
const found = document.createElementNS("https://desk.invalid/", "style");
found.setAttribute("data-tiptap-style", "");
document.head.append(found);

// The text box has no label of its own.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const box = editor.view.dom;
  const hint = document.getElementById(`${textarea.id}_helptext`);
  const error = document.getElementById(`${textarea.id}_error`);
  box.setAttribute("aria-label", textarea.labels?.[0]?.textContent ?? "Answer");
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-multiline", "true");
  const described = [hint, error].filter(Boolean).map((element) => element.id).join(" ");
  if (described) box.setAttribute("aria-describedby", described);
});

// On a phone the title comes before what was answered already, which is one press away.
if (matchMedia("(max-width: 39.99rem)").matches) {
  for (const beside of document.querySelectorAll("details[data-folds]")) beside.open = false;
}
