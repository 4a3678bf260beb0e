/** Hosts and URLs: one canonical spelling, or nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHost, parsePortalUrl } from '../../server/domain/host.ts'
import { hostileHosts } from './hostile-hosts.ts'

describe('parseHost', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['255.255.255.255', '255.255.255.255'],
    ['FE80:0:0::1', 'fe80::1'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['Router.Depok.go.id.', 'router.depok.go.id'],
    ['a', 'a'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    [`${'a'.repeat(63)}.id`, `${'a'.repeat(63)}.id`],
  ])('spells %s as %s', (text, canonical) => {
    expect(parseHost(text)).toBe(canonical)
  })

  it('is done after one pass: a canonical host stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), (text) => {
        const host = parseHost(text)
        expect(host === null ? null : parseHost(host)).toBe(host)
      }),
    )
  })

  it('takes a name of 253 characters and no longer one', () => {
    const labels = `${'a'.repeat(62)}.`.repeat(4)
    expect(parseHost(`${labels}b`)).toBe(`${labels}b`)
    expect(parseHost(`${labels}bc`)).toBeNull()
  })

  it('is nothing for more than 500 hostile strings', () => {
    expect(new Set(hostileHosts).size).toBeGreaterThanOrEqual(500)
    expect(hostileHosts.filter((text) => parseHost(text) !== null)).toEqual([])
  })
})

describe('parsePortalUrl', () => {
  it.each([
    ['http://10.1.2.3', 'http://10.1.2.3/'],
    ['HTTPS://Portal.Depok.go.id:443/Login?x=1#top', 'https://portal.depok.go.id/Login?x=1'],
    ['http://[2001:DB8::1]:8080/', 'http://[2001:db8::1]:8080/'],
  ])('spells %s as %s', (text, canonical) => {
    expect(parsePortalUrl(text)).toBe(canonical)
    expect(parsePortalUrl(canonical)).toBe(canonical)
  })

  it.each([
    'ftp://10.1.2.3/',
    'file:///etc/passwd',
    'data:text/html,x',
    '//10.1.2.3/',
    'http:/10.1.2.3/',
    'http://',
    'http://user@10.1.2.3/',
    'http://user:word@10.1.2.3/',
    'http://@10.1.2.3/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://10.1.2.3:0/',
    'http://10.1.2.3:65536/',
    'http://10.1.2.3\\@evil.example/',
    'http://10.1.2.3/a b',
    'http://10.1.2.3/\nHost: evil',
    'http://-h/',
    'http://a_b/',
    'http://[fe80::1%25eth0]/',
    `http://10.1.2.3/${'a'.repeat(2048)}`,
  ])('refuses %j', (text) => {
    expect(parsePortalUrl(text)).toBeNull()
  })

  it('takes no URL whose host is hostile', () => {
    const urls = hostileHosts.map((text) => parsePortalUrl(`http://${text}/`))
    const hosts = urls.filter((url) => url !== null).map((url) => new URL(url).hostname)
    expect(hosts.filter((host) => parseHost(host.replace(/^\[|\]$/g, '')) === null)).toEqual([])
  })
})
