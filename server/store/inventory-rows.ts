/** Rows of the inventory tables and the objects they stand for. */
import type { Check, CoordinateBasis, Hotspot, Layer, Lifecycle, Tier } from '../domain/hotspot.ts'
import type { HotspotRecord, UplinkRecord } from '../domain/inventory/hotspot-record.ts'
import { parseTarget } from '../domain/inventory/target.ts'

/** A row of `hotspot`, with the id of its uplink. */
export interface HotspotRow {
  key: number
  id: string
  name: string
  kind: string
  kecamatan: string | null
  kelurahan: string | null
  area_code: string | null
  postal_code: string | null
  address: string | null
  lat: number | null
  lon: number | null
  coordinate_basis: CoordinateBasis
  lifecycle: Lifecycle
  active_from: number | null
  provider: string | null
  uplink_id: string | null
  ssid: string | null
  bandwidth_mbps: number | null
  service_hours: string | null
  sla_target: number | null
  gateway: string | null
  link_icmp: number
  link_tcp_port: number | null
  portal_url: string | null
  portal_expect: string | null
  usage: string | null
  source: string | null
  contract_number: string | null
  monthly_fee: number | null
  owner_office: string | null
  device_brand: string | null
  device_model: string | null
  device_serial: string | null
  contact: string | null
  notes: string | null
  source_date: string | null
}

export interface UplinkRow {
  key: number
  id: string
  name: string
  provider: string | null
  gateway: string | null
  link_tcp_port: number | null
}

export interface CheckRow {
  key: number
  hotspot_key: number | null
  uplink_key: number | null
  layer: Layer
  target: string
  required: number
  schedule: string | null
  tier: Tier | null
  down_after: number
  up_after: number
  slow_ms: number | null
  lossy_ratio: number | null
}

export const toHotspot = (row: HotspotRow): Hotspot => ({
  key: row.key,
  id: row.id,
  name: row.name,
  kind: row.kind,
  kecamatan: row.kecamatan,
  kelurahan: row.kelurahan,
  areaCode: row.area_code,
  postalCode: row.postal_code,
  address: row.address,
  lat: row.lat,
  lon: row.lon,
  coordinateBasis: row.coordinate_basis,
  lifecycle: row.lifecycle,
  activeFrom: row.active_from,
  provider: row.provider,
  uplinkId: row.uplink_id,
  ssid: row.ssid,
  bandwidthMbps: row.bandwidth_mbps,
  serviceHours: row.service_hours,
  slaTarget: row.sla_target,
  source: row.source,
})

export const toHotspotRecord = (row: HotspotRow): HotspotRecord => {
  const { key: _key, ...hotspot } = toHotspot(row)
  return {
    ...hotspot,
    gateway: row.gateway,
    linkIcmp: row.link_icmp === 1,
    linkTcpPort: row.link_tcp_port,
    portalUrl: row.portal_url,
    portalExpect: row.portal_expect,
    usage: row.usage,
    contractNumber: row.contract_number,
    monthlyFee: row.monthly_fee,
    ownerOffice: row.owner_office,
    deviceBrand: row.device_brand,
    deviceModel: row.device_model,
    deviceSerial: row.device_serial,
    contact: row.contact,
    notes: row.notes,
    sourceDate: row.source_date,
  }
}

/** A hotspot's row before it has a key: parameters of an insert or update, its uplink by key. */
export const toHotspotParameters = (
  record: HotspotRecord,
  uplinkKey: number | null,
): Omit<HotspotRow, 'key' | 'uplink_id'> & { uplink_key: number | null } => ({
  id: record.id,
  name: record.name,
  kind: record.kind,
  kecamatan: record.kecamatan,
  kelurahan: record.kelurahan,
  area_code: record.areaCode,
  postal_code: record.postalCode,
  address: record.address,
  lat: record.lat,
  lon: record.lon,
  coordinate_basis: record.coordinateBasis,
  lifecycle: record.lifecycle,
  active_from: record.activeFrom,
  provider: record.provider,
  uplink_key: uplinkKey,
  ssid: record.ssid,
  bandwidth_mbps: record.bandwidthMbps,
  service_hours: record.serviceHours,
  sla_target: record.slaTarget,
  gateway: record.gateway,
  link_icmp: record.linkIcmp ? 1 : 0,
  link_tcp_port: record.linkTcpPort,
  portal_url: record.portalUrl,
  portal_expect: record.portalExpect,
  usage: record.usage,
  source: record.source,
  contract_number: record.contractNumber,
  monthly_fee: record.monthlyFee,
  owner_office: record.ownerOffice,
  device_brand: record.deviceBrand,
  device_model: record.deviceModel,
  device_serial: record.deviceSerial,
  contact: record.contact,
  notes: record.notes,
  source_date: record.sourceDate,
})

export const toUplinkRecord = (row: UplinkRow): UplinkRecord => ({
  id: row.id,
  name: row.name,
  provider: row.provider,
  gateway: row.gateway,
  linkTcpPort: row.link_tcp_port,
})

export const toCheck = (row: CheckRow): Check => ({
  key: row.key,
  hotspotKey: row.hotspot_key,
  uplinkKey: row.uplink_key,
  layer: row.layer,
  target: parseTarget(row.target),
  required: row.required === 1,
  schedule: row.schedule,
  tier: row.tier,
  downAfter: row.down_after,
  upAfter: row.up_after,
  slowMs: row.slow_ms,
  lossyRatio: row.lossy_ratio,
})
