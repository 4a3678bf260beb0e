/** Leaflet as the clusters' plug-in needs it: a global `L` that is there before the plug-in is loaded. */
import L from 'leaflet'

Object.assign(globalThis, { L })

export { L }
