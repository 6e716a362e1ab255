// Passkeys: asks the server what to ask the browser, asks the browser, and sends what it answers as
// the fields of a form. Everything else of these pages works without it.
(() => {
  "use strict";
  const text = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const set = (form, fields) => {
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  };

  async function ask(form, path, fields) {
    const body = new URLSearchParams({ token: form.elements.token.value, ...fields });
    const answer = await fetch(path, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const options = await answer.json();
    return { ...options, challenge: bytes(options.challenge) };
  }

  async function show(form, fields) {
    const options = await ask(form, "/sign-in/passkey/begin", fields);
    const allowCredentials = known(options.allowCredentials);
    const shown = await navigator.credentials.get({ publicKey: { ...options, allowCredentials } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    set(form, {
      credential: text(shown.rawId), client: text(clientDataJSON),
      authenticator: text(authenticatorData), signature: text(signature),
      owner: userHandle ? text(userHandle) : "",
    });
  }

  async function make(form) {
    const options = await ask(form, "/account/passkeys/begin", {});
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    const { clientDataJSON, attestationObject } = made.response;
    set(form, { client: text(clientDataJSON), attestation: text(attestationObject) });
  }

  const ways = {
    "sign-in": (form) => show(form, {}),
    second: (form) => show(form, { for: "second", name: form.elements.name.value }),
    make,
  };

  for (const button of document.querySelectorAll("button[data-passkey]")) {
    const form = button.form;
    const part = (name) => form.querySelector(`[data-passkey-${name}]`);
    if (!window.PublicKeyCredential || !navigator.credentials) continue;
    if (location.origin !== button.dataset.origin) {
      if (part("elsewhere")) part("elsewhere").hidden = false;
      continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
      const first = ["name", "password"].map((name) => form.elements[name]);
      if (first.some((field) => field && !field.reportValidity())) return;
      part("failed").hidden = true;
      button.disabled = true;
      try {
        await ways[button.dataset.passkey](form);
        form.submit();
      } catch (error) {
        part("failed").hidden = false;
        button.disabled = false;
      }
    });
  }
})();
