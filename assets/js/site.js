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
