/** Which checks a row asks for, and that a stored target comes back, whatever somebody wrote there. */
import { describe, expect, it } from 'vitest'
import { toHotspotChecks, toUplinkChecks } from '../../../server/domain/inventory/checks.ts'
import { parseTarget, writeTarget } from '../../../server/domain/inventory/target.ts'

const nothing = {
  gateway: null,
  linkIcmp: true,
  linkTcpPort: null,
  portalUrl: null,
  portalExpect: null,
}

describe('the checks of a hotspot', () => {
  it('are none without an address', () => {
    expect(toHotspotChecks(nothing)).toEqual([])
    expect(toHotspotChecks({ ...nothing, portalExpect: 'Selamat' })).toEqual([])
  })

  it('are ICMP and TCP of the gateway, and the portal', () => {
    const checks = toHotspotChecks({
      gateway: '10.0.0.1',
      linkIcmp: true,
      linkTcpPort: 443,
      portalUrl: 'http://10.0.0.1/',
      portalExpect: 'Selamat',
    })
    expect(checks).toEqual([
      { layer: 'link', target: { kind: 'icmp', host: '10.0.0.1' } },
      { layer: 'link', target: { kind: 'tcp', host: '10.0.0.1', port: 443 } },
      {
        layer: 'portal',
        target: { kind: 'http', url: 'http://10.0.0.1/', expectText: 'Selamat' },
      },
    ])
  })

  it('are no ICMP where link_icmp is no', () => {
    const checks = toHotspotChecks({
      ...nothing,
      gateway: 'a.id',
      linkIcmp: false,
      linkTcpPort: 80,
    })
    expect(checks.map(({ target }) => target.kind)).toEqual(['tcp'])
  })
})

describe('the check of an uplink', () => {
  it('is its TCP port where one is given, else ICMP, and none without an address', () => {
    expect(toUplinkChecks({ gateway: null, linkTcpPort: null })).toEqual([])
    expect(toUplinkChecks({ gateway: '10.0.0.1', linkTcpPort: null })).toEqual([
      { layer: 'link', target: { kind: 'icmp', host: '10.0.0.1' } },
    ])
    expect(toUplinkChecks({ gateway: '10.0.0.1', linkTcpPort: 22 })).toEqual([
      { layer: 'link', target: { kind: 'tcp', host: '10.0.0.1', port: 22 } },
    ])
  })
})

describe('a stored target', () => {
  it.each([
    { kind: 'icmp', host: '10.0.0.1' },
    { kind: 'icmp', host: 'a.id', echoes: 1, timeoutMs: 500 },
    { kind: 'tcp', host: '::1', port: 1 },
    { kind: 'http', url: 'http://a.id/', expectText: 'x', forbiddenTexts: ['slot'] },
    { kind: 'dns', host: '10.0.0.1', port: 53, name: 'a.id' },
  ] as const)('comes back as it was: %j', (target) => {
    expect(parseTarget(writeTarget(target))).toEqual(target)
  })

  it('has one text, whatever the order of its keys', () => {
    expect(writeTarget({ port: 1, host: 'a', kind: 'tcp' })).toBe(
      '{"kind":"tcp","host":"a","port":1}',
    )
  })

  it('of an edited database keeps a hostile host for the prober to refuse', () => {
    expect(parseTarget('{"kind":"icmp","host":"-h; reboot"}')).toEqual({
      kind: 'icmp',
      host: '-h; reboot',
    })
    expect(parseTarget('{"kind":"http","url":"file:///etc/passwd"}')).toEqual({
      kind: 'http',
      url: 'file:///etc/passwd',
    })
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{}',
    '{"kind":"ssh","host":"a"}',
    '{"kind":"icmp"}',
    '{"kind":"icmp","host":1}',
    '{"kind":"tcp","host":"a","port":0}',
    '{"kind":"tcp","host":"a","port":65536}',
    '{"kind":"icmp","host":"a","echoes":1000000}',
  ])('that is none has no host: %s', (text) => {
    expect(parseTarget(text)).toEqual({ kind: 'icmp', host: '' })
  })
})
