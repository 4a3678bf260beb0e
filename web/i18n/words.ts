/** Words for codes that come as data: kinds, reasons and areas. */
import type { Layer } from '../../server/domain/hotspot.ts'
import type { Dictionary } from './id.ts'
import type { Reason } from './id-codes.ts'

/** The name of a kind; a kind that the dictionary does not know is shown as it is written. */
export const toKindName = (t: Dictionary, kind: string): string =>
  Object.hasOwn(t.kind, kind) ? (t.kind[kind] ?? kind) : kind

const isReason = (t: Dictionary, code: string): code is Reason => Object.hasOwn(t.reason, code)

/** "tidak menjawab", or the code itself where no words are known. */
export const toReasonWords = (t: Dictionary, code: string): string =>
  isReason(t, code) ? t.reason[code] : code

/** "Perangkat Wi-Fi tidak menjawab." */
export const toReasonSentence = (t: Dictionary, layer: Layer, code: string): string =>
  `${t.layerSubject[layer]} ${toReasonWords(t, code)}.`

/** "Depok Jaya, Pancoran Mas"; empty when nothing is known. */
export const toAreaText = (row: {
  readonly kelurahan: string | null
  readonly kecamatan: string | null
}): string => [row.kelurahan, row.kecamatan].filter((text) => text !== null).join(', ')
