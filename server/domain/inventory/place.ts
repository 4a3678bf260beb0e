/** Whether a row's kecamatan, kelurahan, official code and point fit together, and lie in the city. */
import type { AreaPoint, Areas } from '../areas.ts'
import type { Point } from '../geometry.ts'
import type { RowReport } from './plan-file.ts'
import type { HotspotRecord } from './hotspot-record.ts'
import type { Draft } from './column.ts'

/** A point farther outside the city than this is a mistake, metres. */
const farthestM = 2000

type PlaceDraft = Draft<HotspotRecord>

const isPlaceUnknown = (draft: PlaceDraft): boolean => draft.coordinateBasis === 'unknown'

/** A missing name is worth a warning while the place is not known, and wrong as soon as it is. */
const reportMissing = (column: string, draft: PlaceDraft, report: RowReport): void => {
  if (isPlaceUnknown(draft)) report.warn(column, 'not known')
  else report.reject(column, 'empty: allowed only while coordinate_basis is unknown')
}

const findKecamatan = (
  draft: PlaceDraft,
  areas: Areas,
  report: RowReport,
): AreaPoint | undefined => {
  const name = draft.kecamatan ?? null
  if (name === null) {
    if ((draft.kelurahan ?? null) === null) reportMissing('kecamatan', draft, report)
    else report.reject('kecamatan', 'empty: a kelurahan needs its kecamatan')
    return undefined
  }
  const kecamatan = areas.findKecamatan(name)
  if (kecamatan === undefined) report.reject('kecamatan', 'unknown kecamatan')
  return kecamatan
}

const findKelurahan = (
  draft: PlaceDraft,
  kecamatan: AreaPoint,
  areas: Areas,
  report: RowReport,
): AreaPoint | undefined => {
  const name = draft.kelurahan ?? null
  if (name === null) {
    if (draft.kind !== 'kecamatan') reportMissing('kelurahan', draft, report)
    return undefined
  }
  const kelurahan = areas.findKelurahan(kecamatan.code, name)
  if (kelurahan === undefined) {
    report.reject('kelurahan', `not a kelurahan of kecamatan ${kecamatan.name}`)
  }
  return kelurahan
}

/** The code that the names ask for; null while the kelurahan is not known. */
const expectedCode = (
  draft: PlaceDraft,
  kecamatan: AreaPoint,
  kelurahan: AreaPoint | undefined,
): string | null => (draft.kind === 'kecamatan' ? kecamatan.code : (kelurahan?.code ?? null))

const checkCode = (draft: PlaceDraft, expected: string | null, report: RowReport): void => {
  const code = draft.areaCode ?? null
  if (code === null) draft.areaCode = expected
  else if (expected === null) {
    report.reject('area_code', 'given, but the kelurahan is not')
  } else if (code !== expected) {
    report.reject('area_code', `does not match kecamatan and kelurahan: theirs is ${expected}`)
  }
}

const checkNames = (draft: PlaceDraft, areas: Areas, report: RowReport): void => {
  const { kecamatan: kecamatanName = null, kelurahan: kelurahanName = null } = draft
  const kecamatan = findKecamatan(draft, areas, report)
  if (kecamatan === undefined) {
    const isPlaceless = kecamatanName === null && kelurahanName === null
    if (isPlaceless) checkCode(draft, null, report)
    return
  }
  draft.kecamatan = kecamatan.name
  const kelurahan = findKelurahan(draft, kecamatan, areas, report)
  if (kelurahan !== undefined) draft.kelurahan = kelurahan.name
  else if (kelurahanName !== null) return
  checkCode(draft, expectedCode(draft, kecamatan, kelurahan), report)
}

const toDistance = (metres: number): string =>
  metres < 1000 ? `${String(Math.ceil(metres))} m` : `${(metres / 1000).toFixed(1)} km`

const checkPoint = (draft: PlaceDraft, point: Point, areas: Areas, report: RowReport): void => {
  const fromCityM = areas.distanceFromCityM(point)
  if (fromCityM > farthestM) {
    report.reject('lat', `point is ${toDistance(fromCityM)} outside the city, more than 2 km`)
    return
  }
  if (fromCityM > 0) {
    report.warn('lat', `point is ${toDistance(fromCityM)} outside the city's area`)
    return
  }
  const code = draft.areaCode ?? null
  if (code === null) return
  const fromAreaM = areas.distanceFromAreaM(code, point)
  if (fromAreaM === 0) return
  const there = areas.findKecamatanAt(point)?.name ?? 'no kecamatan'
  report.warn(
    'lat',
    `point is about ${toDistance(fromAreaM)} outside the area of ${code}, in kecamatan ${there}`,
  )
}

/**
 * Checks the place of a row and completes it: names get their official spelling, an empty code the one that the
 * names ask for.
 */
export const checkPlace = (draft: PlaceDraft, areas: Areas, report: RowReport): void => {
  checkNames(draft, areas, report)
  const lat = draft.lat ?? null
  const lon = draft.lon ?? null
  if (lat === null && lon === null) {
    if (!isPlaceUnknown(draft))
      report.warn('coordinate_basis', 'says how a point is known, there is none')
  } else if (lat === null) report.reject('lat', 'empty, while lon is given')
  else if (lon === null) report.reject('lon', 'empty, while lat is given')
  else {
    if (isPlaceUnknown(draft)) report.warn('coordinate_basis', 'unknown, while a point is given')
    checkPoint(draft, { lat, lon }, areas, report)
  }
}
