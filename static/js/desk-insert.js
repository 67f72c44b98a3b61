// Puts passages and links to published answers where the cursor is, and keeps the list of answers
// on the same subject up to date while somebody types.

const AFTER = 1500; // milliseconds without typing before the list is asked for again

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  const said = document.querySelector("[data-inserted]");
  const put = (content) => {
    editor.chain().focus().insertContent(content).run();
    if (said) said.textContent = "Inserted.";
  };
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { insert, insertAll, link, words } = button.dataset;
    if (insert) put(document.getElementById(insert).innerHTML);
    if (insertAll) {
      const parts = document.querySelectorAll(`[data-part="${CSS.escape(insertAll)}"]`);
      put([...parts].map((part) => part.innerHTML).join(""));
    }
    if (link) put([{ type: "text", text: words, marks: [{ type: "link", attrs: { href: link } }] }]);
  });
});

// The buttons need the editor, so they show up with it.
function show() {
  for (const button of document.querySelectorAll("[data-insert], [data-insert-all], [data-link]")) {
    button.hidden = false;
  }
}

const list = document.querySelector("[data-similar]");
const draft = document.querySelector("form[data-autosave]");
if (list && draft) keepUpToDate();

function keepUpToDate() {
  let timer, asked;
  draft.addEventListener("input", ({ target }) => {
    if (!["title", "edited_question"].includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, AFTER);
  });

  async function ask() {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "title", "edited_question"]) {
      body.append(name, draft.elements[name].value);
    }
    const words = body.get("title") + body.get("edited_question");
    if (words === asked) return;
    asked = words;
    try {
      const response = await fetch(list.dataset.similar, { method: "POST", body, redirect: "manual" });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      list.replaceChildren(...page.body.childNodes);
      show();
    } catch {
      // It is a help, no more: the list stays as it was.
    }
  }
}
