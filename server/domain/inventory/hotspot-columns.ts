/** The columns of the hotspot file, in their order. */
import { parseHost, parsePortalUrl } from '../host.ts'
import { coordinateBases, lifecycles } from '../hotspot.ts'
import { parseServiceHours } from '../service-hours/parse.ts'
import { fromWallClock, toWallClock } from '../zone.ts'
import { accept, readDate, readLines, readNumber, readSlaTarget, readText } from './cell.ts'
import { readWholeNumber, reject } from './cell.ts'
import { columnOf, mapText, matching, oneOf, optional, required, slug, text } from './column.ts'
import type { Column, ColumnContext, Reader } from './column.ts'
import type { HotspotRecord, UplinkRecord } from './hotspot-record.ts'

const longestName = 200

const name: Reader<string> = required(mapText(longestName, (given) => accept(given)))

const host: Reader<string | null> = optional(
  mapText(400, (given) => {
    const parsed = parseHost(given)
    return parsed === null ? reject('not an IP address or host name') : accept(parsed)
  }),
)

const port: Reader<number | null> = optional((cell) => {
  const number = readWholeNumber(cell)
  if (!number.ok) return number
  return number.value >= 1 && number.value <= 65_535 ? number : reject('outside 1 to 65535')
})

const kind: Reader<string> = required(
  mapText(200, (given, { kinds }) => (kinds.has(given) ? accept(given) : reject('unknown kind'))),
)

/** Six decimals are a tenth of a metre. */
const pointDecimals = 6

const degrees = (limit: number): Reader<number | null> =>
  optional((cell) => {
    const number = readNumber(cell)
    if (!number.ok) return number
    // Adding 0 turns −0 into 0.
    const rounded = Number(number.value.toFixed(pointDecimals)) + 0
    return Math.abs(rounded) <= limit
      ? accept(rounded)
      : reject(`outside -${String(limit)} to ${String(limit)}`)
  })

const writeDegrees = (value: number): string => value.toFixed(pointDecimals)

const bandwidth: Reader<number | null> = optional((cell) => {
  const number = readNumber(cell)
  if (!number.ok) return number
  return number.value >= 0.001 && number.value <= 1_000_000
    ? accept(Number(number.value.toFixed(3)))
    : reject('outside 0.001 to 1000000')
})

const midnight: Reader<number | null> = optional((cell, { timeZone }) => {
  const date = readDate(cell)
  if (!date.ok) return date
  const [year = 0, month = 0, day = 0] = date.value.split('-').map(Number)
  return accept(fromWallClock(timeZone, { year, month, day, hour: 0, minute: 0, second: 0 }))
})

const writeDay = (at: number, { timeZone }: ColumnContext): string => {
  const { year, month, day } = toWallClock(timeZone, at)
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}

const serviceHours: Reader<string | null> = optional(
  mapText(255, (given) => {
    const parsed = parseServiceHours(given)
    if (parsed.ok) return accept(given)
    const [reason = ''] = parsed.errors
    return reject(`not OSM opening_hours, e.g. Mo-Fr 08:00-16:00: ${reason}`)
  }),
)

/** IEEE 802.11: an SSID has at most 32 bytes. */
const ssid: Reader<string | null> = optional(
  mapText(200, (given) =>
    new TextEncoder().encode(given).length <= 32 ? accept(given) : reject('more than 32 bytes'),
  ),
)

const portalUrl: Reader<string | null> = optional(
  mapText(2100, (given) => {
    const url = parsePortalUrl(given)
    return url === null ? reject('not an http or https URL without user and password') : accept(url)
  }),
)

const yesNo: Reader<boolean> = (cell) => {
  const word = readText(cell, 200)
  if (!word.ok) return word
  const isYes = word.value === '' || word.value === 'yes'
  return isYes || word.value === 'no' ? accept(isYes) : reject('not yes or no')
}

const profile = matching(/^[a-zA-Z0-9][\w.:-]{0,63}$/, 'not a name of letters, digits and _ . : -')

const column = columnOf<HotspotRecord>()

/** Columns that every hotspot file has, in this order. */
export const minimumHotspotColumns: readonly Column<HotspotRecord>[] = [
  column('id', 'id', { read: slug }),
  column('name', 'name', { read: name }),
  column('kind', 'kind', { read: kind }),
  column('kecamatan', 'kecamatan', { read: text(100) }),
  column('kelurahan', 'kelurahan', { read: text(100) }),
  column('area_code', 'areaCode', { read: text(20) }),
  column('postal_code', 'postalCode', { read: matching(/^\d{5}$/, 'not five digits') }),
  column('address', 'address', { read: text(300) }),
  column('lat', 'lat', { isNumber: true, read: degrees(90), write: writeDegrees }),
  column('lon', 'lon', { isNumber: true, read: degrees(180), write: writeDegrees }),
  column('coordinate_basis', 'coordinateBasis', { read: oneOf(coordinateBases) }),
  column('lifecycle', 'lifecycle', { read: oneOf(lifecycles) }),
  column('active_from', 'activeFrom', { read: midnight, write: writeDay }),
  column('provider', 'provider', { read: text(200) }),
  column('uplink', 'uplinkId', { read: optional(slug) }),
  column('ssid', 'ssid', { read: ssid }),
  column('bandwidth_mbps', 'bandwidthMbps', { isNumber: true, read: bandwidth }),
  column('service_hours', 'serviceHours', { read: serviceHours }),
  column('sla_target', 'slaTarget', { isNumber: true, read: optional(readSlaTarget) }),
  column('gateway', 'gateway', { read: host }),
  column('link_tcp_port', 'linkTcpPort', { isNumber: true, read: port }),
  column('portal_url', 'portalUrl', { read: portalUrl }),
  column('portal_expect', 'portalExpect', { read: text(200) }),
  column('usage', 'usage', { read: profile }),
  column('source', 'source', { read: text(1000) }),
]

/** Columns that a hotspot file may add after the minimum; leaving one out changes nothing. */
export const optionalHotspotColumns: readonly Column<HotspotRecord>[] = [
  column('link_icmp', 'linkIcmp', { read: yesNo, write: (isYes) => (isYes ? 'yes' : 'no') }),
  column('contract_number', 'contractNumber', { read: text(100) }),
  column('monthly_fee', 'monthlyFee', { isNumber: true, read: optional(readWholeNumber) }),
  column('owner_office', 'ownerOffice', { read: text(200) }),
  column('device_brand', 'deviceBrand', { read: text(100) }),
  column('device_model', 'deviceModel', { read: text(100) }),
  column('device_serial', 'deviceSerial', { read: text(100) }),
  column('contact', 'contact', { read: text(200) }),
  column('notes', 'notes', { read: optional((cell) => readLines(cell, 4000)) }),
  column('source_date', 'sourceDate', { read: optional(readDate) }),
]

const uplinkColumn = columnOf<UplinkRecord>()

/** Columns of the uplink file, in this order. */
export const uplinkColumns: readonly Column<UplinkRecord>[] = [
  uplinkColumn('id', 'id', { read: slug }),
  uplinkColumn('name', 'name', { read: name }),
  uplinkColumn('provider', 'provider', { read: text(200) }),
  uplinkColumn('gateway', 'gateway', { read: host }),
  uplinkColumn('link_tcp_port', 'linkTcpPort', { isNumber: true, read: port }),
]
