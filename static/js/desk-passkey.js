// Shows what belongs to passkeys where the browser has them, and says in words when one fails.
// The scripts of django-allauth talk to the device.

const forms = document.querySelectorAll("form[data-passkey]");
if (window.webauthnJSON?.supported()) prepare();

function prepare() {
  for (const form of forms) form.hidden = false;
  for (const words of document.querySelectorAll("[data-no-passkey]")) words.hidden = true;
  const { addForm, authenticateForm, loginForm } = window.allauth.webauthn.forms;
  use("passkey_login", loginForm, (ids) => ({ ...ids, login: "passkey_login" }));
  use("passkey_authenticate", authenticateForm, (ids) => ({ ...ids, authenticate: "passkey_authenticate" }));
  use("passkey_add", addForm, (ids) => ({ ...ids, add: "passkey_add", passwordless: "passkey_add_passwordless" }));
  document.addEventListener("allauth.error", sayProblem);
}

function use(button, form, withButton) {
  if (!document.getElementById(button)) return;
  form({ ids: withButton({ credential: `${button}_credential`, data: "passkey_data" }) });
}

function sayProblem(event) {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-problem]")) {
    place.textContent = "That did not work, or it was called off. Try again, or use another way.";
  }
}
