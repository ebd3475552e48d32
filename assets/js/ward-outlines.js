/*
 * Reads the outlines of the wards: points on a grid, each border that two wards share written once, each
 * point as its distance from the one before (places/topology.py writes them).
 */

const BITS = 5;
const MORE = 0x20;
const FIRST_LETTER = 63;

/** Read whole numbers of five bits a letter, the lowest first; the sign is the lowest bit. */
function* numbers(text) {
  let number = 0;
  let shift = 0;
  for (const letter of text) {
    const part = letter.charCodeAt(0) - FIRST_LETTER;
    number |= (part & (MORE - 1)) << shift;
    shift += BITS;
    if (part & MORE) continue;
    yield number & 1 ? ~(number >> 1) : number >> 1;
    number = 0;
    shift = 0;
  }
}

/** Read an arc as [longitude, latitude] pairs. */
function readArc(text, place) {
  const points = [];
  const steps = [...numbers(text)];
  let east = 0;
  let north = 0;
  for (let index = 0; index < steps.length; index += 2) {
    east += steps[index];
    north += steps[index + 1];
    points.push(place(east, north));
  }
  return points;
}

/** Put arcs together to a closed ring; ~n is arc n backwards. */
function readRing(numbersOfArcs, arcs) {
  const ring = [];
  for (const number of numbersOfArcs) {
    const arc = number >= 0 ? arcs[number] : [...arcs[~number]].reverse();
    ring.push(...arc.slice(ring.length ? 1 : 0));
  }
  return ring;
}

/** Return a GeoJSON FeatureCollection; properties: gss, name and label ([latitude, longitude]). */
function asGeoJson({ grid: [west, south, lines], arcs: texts, wards }) {
  const place = (east, north) => [(west + east) / lines, (south + north) / lines];
  const arcs = texts.map((text) => readArc(text, place));
  const features = wards.map(([gss, name, label, polygons]) => ({
    type: "Feature",
    properties: { gss, name, label: place(...label).reverse() },
    geometry: {
      type: "MultiPolygon",
      coordinates: polygons.map((rings) => rings.map((ring) => readRing(ring, arcs))),
    },
  }));
  return { type: "FeatureCollection", features };
}

export async function fetchJson(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

export async function fetchOutlines(address) {
  return asGeoJson(await fetchJson(address));
}
