/*
 * Draws the maps of the site over Leaflet (global L, loaded before this script). The pages say everything
 * on the maps in a table or a list too, so a map stays hidden until it can be drawn, and for good if its
 * outlines cannot be fetched; a picture before it is shown until then, and in print.
 *
 * Wards, each a link to its page:
 *   <div data-ward-map data-source="/wards/outlines.json" data-page="/wards/GSS/" class="app-map" hidden></div>
 *   data-source: the outlines (ward-outlines.js reads them); data-page: a ward's page, GSS for its code;
 *   data-numbers: {name, wards: {gss: [words, shade 1 to 5]}}, printed on the wards; or
 *   data-ward: the code of the ward that is marked, and data-neighbours: those named with it.
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

import { fetchJson, fetchOutlines } from "./ward-outlines.js";

const CLASSES = 5;
const NAME_ZOOM = 13;
const CLOSEST_FIT = 15;
const AROUND = 0.15; // room for the neighbours' names
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
  container.parentElement.classList.add("has-live-map");
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

/* Wards */

function wardClass({ class: shade }, ...modifiers) {
  const names = ["app-map__ward", ...modifiers.map((modifier) => `app-map__ward--${modifier}`)];
  if (shade >= 1 && shade <= CLASSES) names.push(`app-map__ward--class-${Math.floor(shade)}`);
  return names.join(" ");
}

function fullName({ name, value, measure }) {
  const content = textElement("span", "app-map__name-text", name);
  if (value) content.append(" ", textElement("span", "app-map__name-value", `${measure}: ${value}`));
  return content;
}

function shortName({ value }) {
  return textElement("span", "app-map__name-text", value);
}

function bindName(layer, content, { permanent, ...options }) {
  layer.unbindTooltip();
  layer.bindTooltip(content, {
    permanent,
    direction: "center",
    className: permanent ? "app-map__name app-map__name--fixed" : "app-map__name",
    opacity: 1,
    ...options,
  });
  if (permanent) layer.openTooltip(L.latLng(layer.feature.properties.label));
}

/** Call `update(roomy)` at once, and whenever there is room for names or none any more. */
function watchRoom(map, { nameZoom }, update) {
  let roomy = null;
  const look = () => {
    const now = map.getZoom() >= (Number(nameZoom) || NAME_ZOOM);
    if (now === roomy) return;
    roomy = now;
    update(roomy);
  };
  map.on("zoomend", look);
  look();
}

/** Write on a ward: its name where there is room, or else its number; all of it while it is pointed at. */
function nameWard(layer, roomy) {
  const { properties } = layer.feature;
  const always = roomy || properties.isNamed;
  layer.off("mouseover mouseout");
  bindName(layer, always || !properties.value ? fullName(properties) : shortName(properties), {
    permanent: always || Boolean(properties.value),
  });
  if (always || !properties.value) return;
  const say = (content, active) => {
    layer.setTooltipContent(content);
    layer.getTooltip().getElement()?.classList.toggle("app-map__name--active", active);
  };
  layer.on("mouseover", () => say(fullName(properties), true));
  layer.on("mouseout", () => say(shortName(properties), false));
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
    map.panInside(L.latLng(layer.feature.properties.label), { padding: [40, 40], animate: animated });
  });
  element.addEventListener("blur", () => ring.remove());
}

/** Make a ward's shape a link that the keyboard reaches too. */
function makeLink(map, layer) {
  const { name, measure, value, url } = layer.feature.properties;
  const element = layer.getElement();
  element.setAttribute("tabindex", "0");
  element.setAttribute("role", "link");
  element.setAttribute("aria-label", value ? `${name}, ${measure}: ${value}` : name);
  layer.on("click", () => window.location.assign(url));
  element.addEventListener("focus", () => layer.fire("mouseover"));
  element.addEventListener("blur", () => layer.fire("mouseout"));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter") window.location.assign(url);
    if (event.key === "Escape") layer.fire("mouseout");
  });
  showFocus(map, layer, element);
}

/** Say of each ward what the page says: its page, its number and shade, or that it is the one marked. */
function describe(outlines, numbers, { page, ward: marked, neighbours = "" }) {
  const named = new Set(neighbours.split(" ").concat(marked || []));
  for (const { properties } of outlines.features) {
    const [value, shade] = numbers.wards[properties.gss] || [];
    const url = page.replace("GSS", properties.gss);
    Object.assign(properties, { value, class: shade, measure: numbers.name, url });
    properties.isMarked = properties.gss === marked;
    properties.isNamed = named.has(properties.gss);
  }
  return outlines;
}

/** The whole city; or the marked ward and the names of its neighbours. */
function boundsOf(wards) {
  const layers = wards.getLayers();
  const marked = layers.find((layer) => layer.feature.properties.isMarked);
  if (!marked) return wards.getBounds();
  const bounds = marked.getBounds();
  for (const { feature } of layers) if (feature.properties.isNamed) bounds.extend(feature.properties.label);
  return bounds.pad(AROUND);
}

async function drawWardMap(container) {
  const { source, numbers: address } = container.dataset;
  const nothing = { name: "", wards: {} };
  const [outlines, numbers] = await Promise.all([
    fetchOutlines(source),
    address ? fetchJson(address) : nothing,
  ]);
  if (!outlines.features.length) return;
  const map = createMap(container);
  const wards = L.geoJSON(describe(outlines, numbers, container.dataset), {
    style: ({ properties }) => ({
      className: wardClass(properties, properties.isMarked ? "marked" : "link"),
    }),
  });
  fit(map, boundsOf(wards));
  wards.addTo(map);
  wards.eachLayer((layer) => {
    if (!layer.feature.properties.isMarked) makeLink(map, layer);
  });
  watchRoom(map, container.dataset, (roomy) => wards.eachLayer((layer) => nameWard(layer, roomy)));
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
  watchRoom(map, container.dataset, (roomy) => {
    wards.eachLayer((layer) => {
      if (roomy) bindName(layer, fullName(layer.feature.properties), { permanent: true });
      else layer.unbindTooltip();
    });
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
