// The pages work without this file. It tells the page that opened a popup what came of it, and keeps a form from being
// sent twice.

const outcome = document.getElementById("outcome");
const origin = outcome?.dataset.origin;
if (origin && window.opener) {
  // To exactly the origin that the application named: any other page that opened this one hears nothing.
  window.opener.postMessage(JSON.parse(outcome.dataset.message), origin);
  window.close();
}

for (const form of document.querySelectorAll("form[method=post]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    form.setAttribute("aria-busy", "true");
  });
}

// A page that comes back out of the browser's memory may be used anew.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
