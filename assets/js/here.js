/*
 * “Use my location” in a search form:
 *   <form> … <input type="hidden" name="near"> <div data-here data-asking="…" data-failed="…" hidden>
 *     <button type="button">…</button> <p role="status"></p> </div> </form>
 *
 * What the browser says is rounded here to about a kilometre, so that nothing finer ever leaves the
 * machine of whoever asks. Without this script, or where the browser can't tell, there is no button.
 */

const DECIMALS = 2; // of a degree; the server keeps no more either
const PATIENCE = { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 };

function search(form, { latitude, longitude }) {
  form.elements.near.value = [latitude, longitude].map((part) => part.toFixed(DECIMALS)).join(",");
  form.elements.postcode.value = "";
  form.requestSubmit();
}

for (const box of document.querySelectorAll("[data-here]")) {
  const form = box.closest("form");
  const status = box.querySelector("[role=status]");
  box.hidden = !("geolocation" in navigator && window.isSecureContext);
  box.querySelector("button").addEventListener("click", () => {
    status.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => search(form, coords),
      () => { status.textContent = box.dataset.failed; },
      PATIENCE,
    );
  });
}
