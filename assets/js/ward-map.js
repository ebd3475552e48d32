/*
 * Draws the two maps of the site over Leaflet (global L, loaded before this script). The pages say
 * everything on the maps in a table or a list too, so a map stays hidden until it can be drawn, and
 * for good if its outlines cannot be fetched.
 *
 * Wards, each a link to its page:
 *   <div data-ward-map data-source="/wards/outlines.json" class="app-map" hidden></div>
 *   data-source: a GeoJSON FeatureCollection; properties: gss, name, url, and if wanted
 *   value (words printed after the name), class (1 to 5, the shade) and label ([latitude, longitude]).
 *
 * Initiatives, numbered as in their list:
 *   <div data-initiative-map data-points-id="points" class="app-map" hidden></div>
 *   data-points-id: the id of a json_script with [{id, title, url, lat, lon, number}];
 *   with data-source the wards are drawn beneath, as a quiet background.
 *
 * Both: data-label (the map's accessible name), data-attribution (the credit, plain text),
 * data-name-zoom (names stay on from this zoom, 13 if not given), data-zoom-in, data-zoom-out and
 * data-close (the buttons' names), data-tiles and data-tiles-attribution (no tiles if not given).
 */

const CLASSES = 5;
const NAME_ZOOM = 13;
const CLOSEST_FIT = 15;
const MARKER_SIZE = [32, 32];
const SHARED_MARKER_SIZE = [52, 32];

const animated = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Make an element that holds plain text: Leaflet reads strings as HTML, names must not be. */
function textElement(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function asHtml(text) {
  return textElement("span", "", text).innerHTML;
}

/** Show the container and put an empty map into it. */
function createMap(container) {
  const { label, attribution, tiles, tilesAttribution, zoomIn, zoomOut } = container.dataset;
  container.hidden = false;
  container.classList.add("app-map--ready");
  container.setAttribute("role", "region");
  if (label) container.setAttribute("aria-label", label);
  const map = L.map(container, {
    zoomControl: false,
    zoomSnap: 0.25,
    scrollWheelZoom: false, // the wheel scrolls the page
    zoomAnimation: animated,
    fadeAnimation: animated,
    markerZoomAnimation: animated,
    inertia: animated,
  });
  L.control.zoom({ zoomInTitle: zoomIn || "Zoom in", zoomOutTitle: zoomOut || "Zoom out" }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (attribution) map.attributionControl.addAttribution(asHtml(attribution));
  if (tiles) L.tileLayer(tiles, { attribution: asHtml(tilesAttribution || "") }).addTo(map);
  return map;
}

function fit(map, bounds) {
  map.fitBounds(bounds, { padding: [16, 16], maxZoom: CLOSEST_FIT, animate: false });
  map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(bounds.pad(0.5))));
}

async function fetchOutlines(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/* Wards */

function wardClass({ class: shade }, ...modifiers) {
  const names = ["app-map__ward", ...modifiers.map((modifier) => `app-map__ward--${modifier}`)];
  if (shade >= 1 && shade <= CLASSES) names.push(`app-map__ward--class-${Math.floor(shade)}`);
  return names.join(" ");
}

function nameContent({ name, value }) {
  const content = textElement("span", "app-map__name-text", name);
  if (value !== undefined && value !== null) {
    content.append(" ", textElement("span", "app-map__name-value", value));
  }
  return content;
}

function labelPosition(layer) {
  const { label } = layer.feature.properties;
  return label ? L.latLng(label) : layer.getBounds().getCenter();
}

/** Show a ward's name for good, or only while it is pointed at or has the focus. */
function bindName(layer, content, permanent) {
  layer.unbindTooltip();
  layer.bindTooltip(content, {
    permanent,
    direction: "center",
    className: permanent ? "app-map__name app-map__name--fixed" : "app-map__name",
    opacity: 1,
  });
  if (permanent) layer.openTooltip(labelPosition(layer));
}

/** Call `bind(layer, permanent)` for all wards: names stay on from a zoom where there is room. */
function showNames(map, wards, { nameZoom }, bind) {
  let permanent = null;
  const update = () => {
    const roomy = map.getZoom() >= (Number(nameZoom) || NAME_ZOOM);
    if (roomy === permanent) return;
    permanent = roomy;
    wards.eachLayer((layer) => bind(layer, permanent));
  };
  map.on("zoomend", update);
  update();
}

/** Draw the focus over all wards: a border beneath its neighbours' would be half hidden. */
function showFocus(map, layer, element) {
  const ring = L.geoJSON(layer.feature, {
    interactive: false,
    style: { className: "app-map__focus", fill: false },
  });
  element.addEventListener("focus", () => {
    if (!element.matches(":focus-visible")) return;
    ring.addTo(map);
    map.panInside(labelPosition(layer), { padding: [40, 40], animate: animated });
  });
  element.addEventListener("blur", () => ring.remove());
}

/** Make a ward's shape a link that the keyboard reaches too. */
function makeLink(map, layer) {
  const { name, value, url } = layer.feature.properties;
  const element = layer.getElement();
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "link");
  element.setAttribute("aria-label", [name, value].filter((part) => part ?? false).join(", "));
  layer.on("click", () => window.location.assign(url));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.location.assign(url);
    if (event.key === "Escape" && !layer.getTooltip().options.permanent) layer.closeTooltip();
  });
  showFocus(map, layer, element);
}

async function drawWardMap(container) {
  const outlines = await fetchOutlines(container.dataset.source);
  const map = createMap(container);
  const wards = L.geoJSON(outlines, {
    style: ({ properties }) => ({ className: wardClass(properties, "link") }),
  });
  fit(map, wards.getBounds());
  wards.addTo(map);
  wards.eachLayer((layer) => makeLink(map, layer));
  showNames(map, wards, container.dataset, (layer, permanent) => {
    bindName(layer, nameContent(layer.feature.properties), permanent);
  });
}

/* Initiatives */

/** Put initiatives of one venue together, so that no marker lies hidden under another. */
function byPosition(points) {
  const groups = new Map();
  for (const point of points) {
    const key = `${point.lat},${point.lon}`;
    groups.set(key, [...(groups.get(key) || []), point]);
  }
  return [...groups.values()];
}

function markerText(points) {
  const [first, second, ...others] = points.map(({ number }) => number);
  if (others.length) return `${first}, ${second}…`;
  return second === undefined ? `${first}` : `${first}, ${second}`;
}

function markerIcon(points) {
  const shared = points.length > 1;
  return L.divIcon({
    className: shared ? "app-map__marker app-map__marker--shared" : "app-map__marker",
    html: textElement("span", "app-map__marker-number", markerText(points)),
    iconSize: shared ? SHARED_MARKER_SIZE : MARKER_SIZE,
  });
}

function popupContent(points) {
  const list = textElement("ul", "app-map__popup-list", "");
  for (const { title, url, number } of points) {
    const item = textElement("li", "app-map__popup-item", `${number}. `);
    const link = textElement("a", "govuk-link app-map__popup-link", title);
    link.href = url;
    item.append(link);
    list.append(item);
  }
  return list;
}

/** Lead the keyboard into an opened popup, and back to its marker when it closes. */
function leadFocus(map, marker, closeName) {
  const opened = ({ popup }) => {
    const element = popup.getElement();
    if (closeName) element.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", closeName);
    element.querySelector("a.app-map__popup-link").focus({ preventScroll: true });
  };
  const closed = ({ popup }) => {
    const { activeElement } = document; // the body once the popup, which had the focus, has gone
    const held = activeElement === document.body || popup.getElement().contains(activeElement);
    if (held) marker.getElement().focus({ preventScroll: true });
  };
  marker.on({ popupopen: opened, popupclose: closed });
}

function addMarker(map, points, closeName) {
  const [{ lat, lon }] = points;
  const name = points.map(({ number, title }) => `${number}: ${title}`).join("; ");
  const marker = L.marker([lat, lon], { icon: markerIcon(points), alt: name, title: name });
  marker.bindPopup(popupContent(points), { className: "app-map__popup" }).addTo(map);
  marker.getElement().setAttribute("aria-label", name); // Leaflet gives `alt` to pictures only
  leadFocus(map, marker, closeName);
}

function closeOnEscape(map, container) {
  container.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}

async function drawBackground(map, container) {
  if (!container.dataset.source) return;
  const outlines = await fetchOutlines(container.dataset.source);
  const wards = L.geoJSON(outlines, {
    interactive: false,
    style: () => ({ className: wardClass({}, "background") }),
  }).addTo(map);
  showNames(map, wards, container.dataset, (layer, permanent) => {
    const { name } = layer.feature.properties;
    if (permanent) bindName(layer, nameContent({ name }), permanent);
    else layer.unbindTooltip();
  });
}

async function drawInitiativeMap(container) {
  const points = JSON.parse(document.getElementById(container.dataset.pointsId).textContent);
  if (!points.length) return;
  const map = createMap(container);
  fit(map, L.latLngBounds(points.map(({ lat, lon }) => [lat, lon])));
  for (const group of byPosition(points)) addMarker(map, group, container.dataset.close);
  closeOnEscape(map, container);
  await drawBackground(map, container);
}

/** Draw every map of one kind on the page; what cannot be drawn leaves the page as it was. */
function drawAll(selector, draw) {
  for (const container of document.querySelectorAll(selector)) {
    draw(container).catch((error) => console.warn("The map could not be drawn.", error));
  }
}

drawAll("[data-ward-map]", drawWardMap);
drawAll("[data-initiative-map]", drawInitiativeMap);
