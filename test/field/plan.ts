/** Where everything in the simulated city lives: addresses and ports. */

/** The CIDR that a server must be allowed to probe; loopback is refused by default. */
export const fieldNetwork = '127.64.0.0/14'

/** Ports tried first; below the range from which the system takes ports for outgoing connections. */
export const defaultPorts: FieldPorts = { portal: 18080, gateway: 18022 }

export interface FieldPorts {
  readonly portal: number
  readonly gateway: number
}

/** A hotspot of the city to be simulated. */
export interface Site {
  readonly id: string
  readonly uplinkId: string | null
}

const hostsPerBlock = 250

const toAddress = (block: number, index: number): string =>
  `127.${String(block)}.${String(Math.floor(index / hostsPerBlock))}.${String((index % hostsPerBlock) + 1)}`

/** Address of the index-th hotspot (0–63,999), in 127.64.0.0/16. */
export const hotspotAddress = (index: number): string => toAddress(64, index)

/** Address of the index-th uplink, in 127.65.0.0/16. */
export const uplinkAddress = (index: number): string => toAddress(65, index)

/** Address of the index-th witness: near ones in 127.66.0.0/24, far ones in 127.66.1.0/24. */
export const witnessAddress = (tier: 'near' | 'far', index: number): string =>
  toAddress(66, index + (tier === 'near' ? 0 : hostsPerBlock))

/** Address whose listener is never cut: it reserves the ports for one field while that field lives. */
export const reservationAddress = toAddress(67, 0)
