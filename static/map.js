// A map of the places that the page's list names. The list is the truth: without this script, or
// without pictures from the map's server, nothing is missing from the page.
import { DomEvent, Map, TileLayer, divIcon, featureGroup, marker } from './leaflet/leaflet-src.esm.js'

/** Read the points of the list: <… data-map-point="lat,lng" data-map-name data-map-url>. */
function points () {
  return [...document.querySelectorAll('[data-map-point]')].map((element, index) => {
    const [latitude, longitude] = element.dataset.mapPoint.split(',').map(Number)
    return { number: index + 1, latitude, longitude, name: element.dataset.mapName, url: element.dataset.mapUrl || '' }
  }).filter((point) => Number.isFinite(point.latitude) && Number.isFinite(point.longitude))
}

/** What a pin says when it is opened: built as elements, for names are not markup. */
function words (point) {
  const box = document.createElement('p')
  box.className = 'govuk-body-s govuk-!-margin-bottom-0'
  if (point.url) {
    const link = document.createElement('a')
    link.className = 'govuk-link'
    link.href = point.url
    link.textContent = point.name
    box.append(link)
  } else {
    box.textContent = point.name
  }
  return box
}

function draw (frame) {
  const found = points()
  if (!found.length) return
  frame.hidden = false
  const canvas = frame.querySelector('[data-map-canvas]')
  const map = new Map(canvas, { scrollWheelZoom: false, fadeAnimation: false, zoomAnimation: false })
  new TileLayer(frame.dataset.mapTiles, { maxZoom: 18, attribution: frame.dataset.mapCredit }).addTo(map)
  const pins = featureGroup(found.map((point) => marker([point.latitude, point.longitude], {
    title: point.name,
    icon: divIcon({ className: 'portal-pin', html: String(point.number), iconSize: [30, 30] })
  }).bindPopup(words(point))))
  pins.addTo(map)
  map.fitBounds(pins.getBounds(), { maxZoom: 14, padding: [30, 30] })
  DomEvent.on(canvas, 'keydown', (event) => { if (event.key === 'Escape') map.closePopup() })
}

document.querySelectorAll('[data-map-tiles]').forEach(draw)
