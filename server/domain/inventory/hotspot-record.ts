/** A hotspot with everything that an import file can say about it, and an uplink likewise. */
import type { Hotspot } from '../hotspot.ts'

/** The fields of a hotspot that both sides may see, and those that never leave the staff side. */
export interface HotspotRecord extends Omit<Hotspot, 'key'> {
  /** Management address: canonical IP or host name (see `parseHost`). */
  readonly gateway: string | null
  /** Whether the gateway gets an ICMP link check. */
  readonly linkIcmp: boolean
  /** 1–65535; gives a TCP link check of the gateway. */
  readonly linkTcpPort: number | null
  /** See `parsePortalUrl`. */
  readonly portalUrl: string | null
  /** Text that must appear in the portal page. */
  readonly portalExpect: string | null
  /** Name of a usage source profile. */
  readonly usage: string | null
  readonly contractNumber: string | null
  /** Whole rupiah. */
  readonly monthlyFee: number | null
  readonly ownerOffice: string | null
  readonly deviceBrand: string | null
  readonly deviceModel: string | null
  readonly deviceSerial: string | null
  readonly contact: string | null
  readonly notes: string | null
  /** Day of the source, `YYYY-MM-DD`. */
  readonly sourceDate: string | null
}

/** What a hotspot is before a file said anything: the value of columns that a file leaves out. */
export const blankHotspot: HotspotRecord = {
  id: '',
  name: '',
  kind: '',
  kecamatan: null,
  kelurahan: null,
  areaCode: null,
  postalCode: null,
  address: null,
  lat: null,
  lon: null,
  coordinateBasis: 'unknown',
  lifecycle: 'planned',
  activeFrom: null,
  provider: null,
  uplinkId: null,
  ssid: null,
  bandwidthMbps: null,
  serviceHours: null,
  slaTarget: null,
  source: null,
  gateway: null,
  linkIcmp: true,
  linkTcpPort: null,
  portalUrl: null,
  portalExpect: null,
  usage: null,
  contractNumber: null,
  monthlyFee: null,
  ownerOffice: null,
  deviceBrand: null,
  deviceModel: null,
  deviceSerial: null,
  contact: null,
  notes: null,
  sourceDate: null,
}

/** An uplink with the address by which it is checked itself. */
export interface UplinkRecord {
  /** Stable slug, as a hotspot's. */
  readonly id: string
  readonly name: string
  readonly provider: string | null
  readonly gateway: string | null
  readonly linkTcpPort: number | null
}

/** An uplink of which only the id is known. */
export const blankUplink: UplinkRecord = {
  id: '',
  name: '',
  provider: null,
  gateway: null,
  linkTcpPort: null,
}
