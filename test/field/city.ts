/** What the simulated city consists of: things with listeners, and how each of them answers. */
import type { CutMode, PortalFault } from './action.ts'
import { createEndpoint, type Endpoint } from './endpoint.ts'
import {
  hotspotAddress,
  reservationAddress,
  uplinkAddress,
  witnessAddress,
  type FieldPorts,
  type Site,
} from './plan.ts'
import { portalPath, servePortal, serveSilence } from './portal.ts'

export interface FieldOptions {
  readonly sites: readonly Site[]
  /** Default 2 near and 2 far. */
  readonly witnesses?: { readonly near: number; readonly far: number }
  /** Ports to try first; the next ones are tried while they are taken. */
  readonly ports?: FieldPorts
  /** Ordinary time before the portal of the index-th hotspot answers, ms. Default 0. */
  readonly portalDelayMs?: (index: number) => number
}

/** A hotspot of the field as it stands now. */
export interface FieldHotspot {
  readonly id: string
  readonly uplinkId: string | null
  readonly address: string
  readonly portalUrl: string
  /** Its own cut, not that of its uplink. */
  readonly cut: CutMode | null
  readonly fault: PortalFault | null
  /** Added delay, ms. */
  readonly delayMs: number
}

export interface FieldUplink {
  readonly id: string
  readonly address: string
  readonly cut: CutMode | null
}

export interface FieldWitness {
  readonly tier: 'near' | 'far'
  readonly address: string
  readonly cut: CutMode | null
}

export interface Thing {
  readonly address: string
  readonly endpoints: readonly Endpoint[]
  cut: CutMode | null
  /** What is in force, after `settle`. */
  inForce: CutMode | null
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
export type HotspotThing = Thing & Mutable<FieldHotspot> & { readonly uplink: UplinkThing | null }
export type UplinkThing = Thing & Mutable<FieldUplink>
type WitnessThing = Thing & Mutable<FieldWitness>

export interface City {
  readonly hotspots: ReadonlyMap<string, HotspotThing>
  readonly uplinks: ReadonlyMap<string, UplinkThing>
  readonly witnesses: readonly WitnessThing[]
  readonly reservation: readonly Endpoint[]
}

const silentPortal = { fault: 'silent', delayMs: 0 } as const

const createHotspot = (
  site: Site,
  index: number,
  context: { options: FieldOptions; ports: FieldPorts; uplink: UplinkThing | null },
): HotspotThing => {
  const { options, ports } = context
  const address = hotspotAddress(index)
  const ordinaryDelayMs = options.portalDelayMs ?? (() => 0)
  const getMood = () =>
    thing.inForce === 'silent'
      ? silentPortal
      : { fault: thing.fault, delayMs: thing.delayMs + ordinaryDelayMs(index) }
  const thing: HotspotThing = {
    id: site.id,
    uplinkId: site.uplinkId,
    uplink: context.uplink,
    address,
    portalUrl: `http://${address}:${String(ports.portal)}${portalPath}`,
    endpoints: [
      createEndpoint(address, ports.gateway, serveSilence),
      createEndpoint(address, ports.portal, (socket) => {
        servePortal(socket, getMood)
      }),
    ],
    cut: null,
    inForce: null,
    fault: null,
    delayMs: 0,
  }
  return thing
}

/** Describes the whole city on these ports; nothing is bound yet. */
export const createCity = (options: FieldOptions, ports: FieldPorts): City => {
  const listener = (address: string): Endpoint[] => [
    createEndpoint(address, ports.gateway, serveSilence),
  ]
  const uplinkIds = new Set(options.sites.flatMap(({ uplinkId }) => uplinkId ?? []))
  const uplinks = new Map<string, UplinkThing>()
  for (const id of uplinkIds) {
    const address = uplinkAddress(uplinks.size)
    uplinks.set(id, { id, address, endpoints: listener(address), cut: null, inForce: null })
  }
  const hotspots = new Map<string, HotspotThing>()
  for (const site of options.sites) {
    const uplink = site.uplinkId === null ? null : (uplinks.get(site.uplinkId) ?? null)
    hotspots.set(site.id, createHotspot(site, hotspots.size, { options, ports, uplink }))
  }
  const counts = options.witnesses ?? { near: 2, far: 2 }
  const witnesses = (['near', 'far'] as const).flatMap((tier) =>
    Array.from({ length: counts[tier] }, (_, index): WitnessThing => {
      const address = witnessAddress(tier, index)
      return { tier, address, endpoints: listener(address), cut: null, inForce: null }
    }),
  )
  const reservation = [ports.gateway, ports.portal].map((port) =>
    createEndpoint(reservationAddress, port, serveSilence),
  )
  return { hotspots, uplinks, witnesses, reservation }
}

/** Everything that can be cut. */
export const listThings = (city: City): Thing[] => [
  ...city.hotspots.values(),
  ...city.uplinks.values(),
  ...city.witnesses,
]
