import { describe, expect, it } from 'vitest'
import { tierOfCheck } from '../../server/domain/tier.ts'

const tierOf = (host: string) =>
  tierOfCheck({ target: { kind: 'tcp', host, port: 80 }, tier: null })

describe('tier of a check', () => {
  it.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '127.64.0.9', 'fd00::1'])(
    '%s is near',
    (host) => {
      expect(tierOf(host)).toBe('near')
    },
  )

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:4860::1', 'portal.example.go.id'])(
    '%s is far',
    (host) => {
      expect(tierOf(host)).toBe('far')
    },
  )

  it('looks at the host of a portal address, in brackets too', () => {
    const of = (url: string) => tierOfCheck({ target: { kind: 'http', url }, tier: null })
    expect(of('http://10.0.0.1:8080/login')).toBe('near')
    expect(of('http://[fd00::1]/')).toBe('near')
    expect(of('https://login.example.go.id/')).toBe('far')
    expect(of('not an address')).toBe('far')
  })

  it('obeys the check’s own setting', () => {
    const target = { kind: 'tcp', host: '10.0.0.1', port: 80 } as const
    expect(tierOfCheck({ target, tier: 'far' })).toBe('far')
  })
})
