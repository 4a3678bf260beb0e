/** Strings that somebody may put where a host is expected: shell, options, number games, Unicode, lengths. */

const shell = [
  ';id', '|id', '&id', '&&id', '||id', '`id`', '$(id)', '${IFS}id', '>x', '<x', '\nid', '\rid', '\r\nid',
  '\0id', '\tid', ' id', '"', "'", '\\', '#', '!', '*', '?', '~', '{a,b}', '(id)', '=', '%0aid', '%00', '@evil',
] // prettier-ignore

const options = [
  '-h', '-f', '--help', '-i0', '-c1000000', '-I eth0', '-W', '-oProxyCommand=id', '--', '-', '-4', '-6', '-s 65507',
] // prettier-ignore

const numbers = [
  '2130706433', '0x7f000001', '0x7f.1', '017700000001', '127.1', '127.0.1', '0177.0.0.1', '127.0.0.01',
  '127.0.0.0x1', '256.1.1.1', '1.2.3.4.5', '1.2.3', '1.2.3.', '.1.2.3', '1..2.3', '+1.2.3.4', '1.2.3.4/24',
  '1.2.3.4:80', '4294967296', '99999999999999999999', '1.2.3.-4', '1,2,3,4', '0x', 'a.0x7f',
  'a.1', 'a.b.99',
] // prettier-ignore

const six = [
  ':', ':::', '::1%eth0', 'fe80::1%1', '[::1]', '[::1', '::1]', '1::2::3', ':1', '1:', '1:2:3:4:5:6:7:8:9',
  '12345::', 'g::1', '::1.2.3', '::1.2.3.256', '::1/128', '::ffff:1.2.3.4.5', '1:2', '::-1', '::1 ', ' ::1',
] // prettier-ignore

const names = [
  '', '.', '..', 'a..b', '.a', '-a.id', 'a-.id', 'a_b.id', 'a b.id', 'a/b', 'a@b', 'a:b', 'é.id', 'münchen.de',
  'ａ.id', '１.２.３.４', '①②⑦.0.0.1', '127。0。0。1', 'a\u200b.id', 'a\u202e.id', '\ufeffa.id', 'a\u00ad.id',
  '\u0000', '\ud800', '💥', 'http://a.id', '//a.id', 'file:///etc/passwd', '../../etc/passwd', '%6c%6f', 'a%',
  '<img src=x onerror=alert(1)>', "'; DROP TABLE hotspot; --", '{{7*7}}', '${7*7}', 'a\\b', 'a,b', 'a;b', 'A B',
] // prettier-ignore

const lengths = [
  'a'.repeat(64), `${'a'.repeat(64)}.id`, `${'a.'.repeat(127)}aa`, 'a'.repeat(254), 'a'.repeat(10_000),
  '.'.repeat(1000), '1'.repeat(1000), ':'.repeat(1000), '-'.repeat(1000), '١٢٧.٠.٠.١',
] // prettier-ignore

const hosts = ['router', '10.1.2.3', '::1', 'a.id', 'depok.go.id', 'x.y.z.id']

/** More than 500 strings, none of which is a host in its canonical spelling. */
export const hostileHosts: readonly string[] = [
  ...options,
  ...numbers,
  ...six,
  ...names,
  ...lengths,
  ...shell,
  ...hosts.flatMap((host) => shell.map((text) => host + text)),
  ...hosts.flatMap((host) => shell.map((text) => text + host)),
  ...hosts.flatMap((host) => options.map((option) => `${host} ${option}`)),
]
