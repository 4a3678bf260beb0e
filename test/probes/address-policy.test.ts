import { describe, expect, test } from 'vitest'
import { canonicalHost, createAddressPolicy } from '../../probes/address-policy.ts'

describe('an address policy without lists', () => {
  const policy = createAddressPolicy({})

  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.88.1',
    '100.64.0.1',
    '8.8.8.8',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '223.255.255.255',
    'fd00::1',
    '2404:c0::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
  ])('allows %s', (address) => {
    expect(policy.isAllowed(address)).toBe(true)
  })

  test.each([
    '127.0.0.1',
    '127.255.255.255',
    '0.0.0.0',
    '0.1.2.3',
    '169.254.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
  ])('refuses %s', (address) => {
    expect(policy.isAllowed(address)).toBe(false)
  })

  test.each(['', 'localhost', '127.1', '0x0a000001', '010.0.0.1', '10.0.0.1 ', 'fe80::1%eth0'])(
    'refuses %j, which is no canonical address',
    (text) => {
      expect(policy.isAllowed(text)).toBe(false)
    },
  )
})

describe('an address policy with lists', () => {
  test('narrows to the allowed ranges, also where the default would refuse', () => {
    const policy = createAddressPolicy({ allowed: ['127.64.0.0/16', '10.1.2.3'] })
    expect(policy.isAllowed('127.64.0.0')).toBe(true)
    expect(policy.isAllowed('127.64.255.255')).toBe(true)
    expect(policy.isAllowed('10.1.2.3')).toBe(true)
    expect(policy.isAllowed('127.63.255.255')).toBe(false)
    expect(policy.isAllowed('127.65.0.0')).toBe(false)
    expect(policy.isAllowed('10.1.2.4')).toBe(false)
    expect(policy.isAllowed('8.8.8.8')).toBe(false)
  })

  test('lets the refused ranges win over the allowed ones', () => {
    const policy = createAddressPolicy({ allowed: ['10.0.0.0/8'], refused: ['10.9.0.0/16'] })
    expect(policy.isAllowed('10.8.255.255')).toBe(true)
    expect(policy.isAllowed('10.9.0.1')).toBe(false)
    expect(policy.isAllowed('::ffff:10.9.0.1')).toBe(false)
  })

  test('looks through carrier prefixes for refused and for loopback addresses', () => {
    const policy = createAddressPolicy({ allowed: ['::/0'], refused: ['10.0.0.0/8'] })
    expect(policy.isAllowed('64:ff9b::a00:1')).toBe(false)
    expect(policy.isAllowed('64:ff9b::7f00:1')).toBe(false)
    expect(policy.isAllowed('64:ff9b::808:808')).toBe(true)
    expect(policy.isAllowed('::1')).toBe(true)
  })

  test('refuses only what it is told, without an allowed list', () => {
    const policy = createAddressPolicy({ refused: ['192.0.2.0/24', '2001:db8::/32'] })
    expect(policy.isAllowed('192.0.2.1')).toBe(false)
    expect(policy.isAllowed('192.0.3.1')).toBe(true)
    expect(policy.isAllowed('2001:db8::1')).toBe(false)
    expect(policy.isAllowed('127.0.0.1')).toBe(false)
  })

  test('allows nothing when the allowed list is empty', () => {
    expect(createAddressPolicy({ allowed: [] }).isAllowed('10.0.0.1')).toBe(false)
  })

  test.each([
    ['10.0.0.0/33', /not an address range/],
    ['10.0.0.0/', /not an address range/],
    ['10.0.0.0/8/8', /not an address range/],
    ['10.0.0.0/-1', /not an address range/],
    ['10.0/8', /not an address range/],
    ['', /not an address range/],
    ['all', /not an address range/],
    ['fd00::/129', /not an address range/],
    ['10.0.0.1/8', /write 10\.0\.0\.0\/8/],
    ['fd00::1/8', /write fd00::\/8/],
    ['::ffff:10.0.0.0/104', /write the IPv4 range/],
  ])('names the bad range %j and the remedy', (range, message) => {
    expect(() => createAddressPolicy({ allowed: [range] })).toThrow(message)
    expect(() => createAddressPolicy({ refused: [range] })).toThrow(message)
  })
})

describe('a canonical host', () => {
  test.each([
    ['10.0.0.1', { kind: 'ip', address: '10.0.0.1' }],
    ['FD00:0:0::0001', { kind: 'ip', address: 'fd00::1' }],
    ['::ffff:10.0.0.1', { kind: 'ip', address: '10.0.0.1' }],
    ['Gateway.Depok.GO.ID', { kind: 'name', name: 'gateway.depok.go.id' }],
    ['gateway.depok.go.id.', { kind: 'name', name: 'gateway.depok.go.id' }],
    ['xn--bcher-kva.example', { kind: 'name', name: 'xn--bcher-kva.example' }],
    ['3com.example', { kind: 'name', name: '3com.example' }],
    ['localhost', { kind: 'name', name: 'localhost' }],
  ])('of %j is %j', (text, host) => {
    expect(canonicalHost(text)).toEqual(host)
  })

  test('has labels of at most 63 and at most 253 characters in all', () => {
    const label = 'a'.repeat(63)
    const longest = [label, label, label, 'a'.repeat(61)].join('.')
    expect(canonicalHost(longest)).toEqual({ kind: 'name', name: longest })
    expect(canonicalHost(`${longest}a`)).toBeNull()
    expect(canonicalHost(`${'a'.repeat(64)}.example`)).toBeNull()
  })

  test.each([
    '',
    '.',
    'a..b',
    '-h',
    '--help',
    'a.-b',
    'a-.b',
    '127.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.0.0.1.5',
    '010.0.0.1',
    'example.0x1',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4\n5.6.7.8',
    'a\u0000b',
    'a b',
    'a;b',
    '$(id)',
    '`id`',
    'a|b',
    'a&b',
    'a/b',
    '../etc',
    'a_b.example',
    'bücher.example',
    'examp\u212Ae.com',
    '１２７.0.0.1',
    'fe80::1%eth0',
    '[::1]',
    ':::',
    '1::2::3',
  ])('is nothing for %j', (text) => {
    expect(canonicalHost(text)).toBeNull()
  })
})
