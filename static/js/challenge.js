// Answers the question of templates/_partials/challenge.html by a proof of work. Without this
// script, or where anything here fails, the wait that the page tells stays the way.
"use strict";

for (const box of document.querySelectorAll("[data-challenge]")) {
  if (!(window.Worker && window.crypto && crypto.subtle)) continue;
  const status = box.querySelector("[data-challenge-status]");
  const wait = box.querySelector("[data-challenge-wait]");
  const challenge = JSON.parse(box.dataset.challenge);
  const worker = new Worker(box.dataset.worker);

  const show = (text) => {
    status.textContent = text;
    wait.hidden = Boolean(text);
  };
  worker.onmessage = ({ data: solution }) => {
    worker.terminate();
    const field = box.querySelector("[name=proof]");
    field.value = btoa(JSON.stringify({ challenge, solution }));
    show(status.dataset.done);
    if ("send" in box.dataset) field.form.requestSubmit();
  };
  worker.onerror = () => {
    worker.terminate();
    show("");
  };
  show(status.dataset.working);
  worker.postMessage(challenge);
}
