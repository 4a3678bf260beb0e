import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textLimit, toCleanText } from '../../probes/clean-text.ts'

test('plain text stays as it is', () => {
  expect(toCleanText('HTTP 500')).toBe('HTTP 500')
  expect(toCleanText('Wi-Fi Kelurahan Beji · 日本 🙂')).toBe('Wi-Fi Kelurahan Beji · 日本 🙂')
})

test('white space of every kind becomes one space, and none at the ends', () => {
  expect(toCleanText('  a\r\n\tb\u00a0\u2028 c ')).toBe('a b c')
  expect(toCleanText('a  b')).toBe('a b')
})

test('controls, bidi marks, zero-width and other invisible characters go', () => {
  expect(toCleanText('a\u0000\u001b[31mb\u202ec\u200bd\u2066e\ufefff\u00adg\u3164h')).toBe(
    'a[31mbcde fgh',
  )
})

test('a text of the limit stays whole, one longer is cut with an ellipsis', () => {
  expect(toCleanText('x'.repeat(textLimit))).toBe('x'.repeat(textLimit))
  expect(toCleanText('x'.repeat(textLimit + 1))).toBe(`${'x'.repeat(textLimit - 1)}…`)
})

test('a cut never leaves half a character', () => {
  for (const lead of ['', 'x']) {
    expect(toCleanText(lead + '🙂'.repeat(200))).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
  }
})

test('markup is left for the page to show as text', () => {
  expect(toCleanText('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
})

test('whatever is said, the result is short, one line, visible, and stable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const clean = toCleanText(text)
      expect(clean.length).toBeLessThanOrEqual(textLimit)
      expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(toCleanText(clean)).toBe(clean)
    }),
  )
})
