/*
 * Small help on every page. Pages are whole without it.
 * GOV.UK Frontend looks for the two classes, which an inline script would set elsewhere.
 */
import { initAll } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/*
 * A radio button that opens a field under it. GOV.UK Frontend's own way says aria-expanded, which the
 * role of a radio button does not have; the field follows its button, so nothing need be said.
 */
const revealing = [...document.querySelectorAll("[data-reveals]")];

function reveal() {
  for (const button of revealing) {
    const field = document.getElementById(button.dataset.reveals);
    field.classList.toggle("govuk-radios__conditional--hidden", !button.checked);
  }
}

if (revealing.length) document.addEventListener("change", reveal);

/*
 * Work that goes on in the background: its part of the page is fetched anew until it is no longer there,
 * which means that the work is done.
 */
const progress = document.querySelector("[data-look-again]");
const LOOK_AGAIN_MILLISECONDS = 2000;

async function lookAgain() {
  const answer = await fetch(progress.dataset.lookAgain).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-look-again]");
    if (!now) return location.reload();
    progress.replaceChildren(...now.childNodes);
  }
  setTimeout(lookAgain, LOOK_AGAIN_MILLISECONDS);
}

if (progress) setTimeout(lookAgain, LOOK_AGAIN_MILLISECONDS);
