/** The two DNS messages of a probe, as bytes: one question out, one answer in (RFC 1035, section 4). */

/** QTYPE A and QCLASS IN. */
const typeAndClass = [0, 1, 0, 1]
const headerBytes = 12

export interface DnsAnswer {
  /** RCODE, 0–15; 0 is NOERROR. */
  readonly code: number
  /** Records in the answer section. */
  readonly records: number
  /** Answer was cut (TC bit): there was more than fits one datagram. */
  readonly isTruncated: boolean
}

const codeNames: readonly string[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
]

/** Name of an RCODE as the RFC spells it. */
export const toCodeName = (code: number): string => codeNames[code] ?? `RCODE ${String(code)}`

/**
 * A recursive question for the A records of a name.
 *
 * @param id 0–65535
 * @param name validated host name: labels of 1–63 ASCII characters, at most 253 in all
 */
export const encodeQuestion = (id: number, name: string): Buffer => {
  const labels = name
    .split('.')
    .flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')])
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([header, ...labels, Buffer.from([0, ...typeAndClass])])
}

const lowerCased = (bytes: Buffer): string => bytes.toString('latin1').toLowerCase()

/** Null when the datagram is no answer to that question (other id, other name, not an answer, too short). */
export const decodeAnswer = (question: Buffer, message: Buffer): DnsAnswer | null => {
  if (message.length < headerBytes || message.readUInt16BE(0) !== question.readUInt16BE(0)) {
    return null
  }
  const flags = message.readUInt16BE(2)
  if ((flags & 0x8000) === 0) return null
  const asked = question.subarray(headerBytes)
  const echoed = message.subarray(headerBytes, headerBytes + asked.length)
  const hasQuestion = message.readUInt16BE(4) === 1
  // Some servers drop the question when they refuse it; only an answer with records must repeat it.
  const isBareRefusal = !hasQuestion && (flags & 15) !== 0
  if (!isBareRefusal && (!hasQuestion || lowerCased(echoed) !== lowerCased(asked))) return null
  return {
    code: flags & 15,
    records: message.readUInt16BE(6),
    isTruncated: (flags & 0x0200) !== 0,
  }
}
