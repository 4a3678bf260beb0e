import { describe, expect, it } from 'vitest'
import { chooseEncoding } from '../../server/http/encoding.ts'

describe('encoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;Q=1', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['gzip;q=0, br;q=0', 'identity'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['deflate', 'identity'],
    ['gzip;q=abc', 'identity'],
  ])('for %j is %s', (header, encoding) => {
    expect(chooseEncoding(header)).toBe(encoding)
  })

  it('stays right, and keeps no more, when clients send ever new headers', () => {
    for (let turn = 0; turn < 500; turn += 1) {
      expect(chooseEncoding(`gzip, other-${String(turn)}`)).toBe('gzip')
    }
  })
})
