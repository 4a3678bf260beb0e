import { expect, test } from 'vitest'
import { parseTargetText, TargetTextError } from '../../probes/target-text.ts'

test.each([
  ['icmp:10.0.0.1', { kind: 'icmp', host: '10.0.0.1' }],
  ['icmp:fd00::1', { kind: 'icmp', host: 'fd00::1' }],
  ['icmp:[fd00::1]', { kind: 'icmp', host: 'fd00::1' }],
  [' ICMP:Gateway.example ', { kind: 'icmp', host: 'gateway.example' }],
  ['tcp:10.0.0.1:443', { kind: 'tcp', host: '10.0.0.1', port: 443 }],
  ['tcp:[fd00::1]:443', { kind: 'tcp', host: 'fd00::1', port: 443 }],
  ['dns:10.0.0.53:depok.go.id', { kind: 'dns', host: '10.0.0.53', name: 'depok.go.id' }],
  [
    'dns:[fd00::53]:5353:depok.go.id',
    { kind: 'dns', host: 'fd00::53', port: 5353, name: 'depok.go.id' },
  ],
  ['http://10.0.0.1/login?a=1', { kind: 'http', url: 'http://10.0.0.1/login?a=1' }],
  ['https://portal.example', { kind: 'http', url: 'https://portal.example/' }],
  ['http:https://portal.example/x', { kind: 'http', url: 'https://portal.example/x' }],
  ['HTTP://Portal.Example:80?a#b', { kind: 'http', url: 'http://portal.example/?a' }],
  ['http:http://[fd00::1]:8080/', { kind: 'http', url: 'http://[fd00::1]:8080/' }],
])('%j is %j', (text, target) => {
  expect(parseTargetText(text)).toEqual(target)
})

test.each([
  ['', /write icmp:ADDRESS/],
  ['10.0.0.1', /write icmp:ADDRESS/],
  ['ftp://10.0.0.1/', /write icmp:ADDRESS/],
  ['file:///etc/passwd', /write icmp:ADDRESS/],
  ['icmp:', /neither an IP address nor a host name/],
  ['icmp:-h', /neither an IP address nor a host name/],
  ['icmp:127.1', /neither an IP address nor a host name/],
  ['icmp:10.0.0.1\n10.0.0.2', /neither an IP address nor a host name/],
  ['tcp:10.0.0.1', /not a port/],
  ['tcp:10.0.0.1:0', /not a port/],
  ['tcp:10.0.0.1:65536', /not a port/],
  ['tcp:10.0.0.1:80x', /not a port/],
  ['tcp:fd00::1:80', /neither|not a port/],
  ['tcp:[fd00::1', /in brackets/],
  ['tcp:[fd00::1]80', /in brackets/],
  ['dns:10.0.0.53', /not a name to ask for/],
  ['dns:10.0.0.53:10.0.0.1', /not a name to ask for/],
  ['dns:10.0.0.53:99999:depok.go.id', /not a port/],
  ['http://', /not the URL of a page/],
  ['http:', /not the URL of a page/],
  ['http:/10.0.0.1/', /not the URL of a page/],
  ['http://user:secret@10.0.0.1/', /not the URL of a page/],
  ['http://10.0.0.1\\@10.0.0.2/', /not the URL of a page/],
  ['http://a_b/', /not the URL of a page/],
  ['http://127.1/', /not the URL of a page/],
  ['http://0x7f000001/', /not the URL of a page/],
  ['http://2130706433/', /not the URL of a page/],
  ['http://bücher.example/', /not the URL of a page/],
  ['http://10.0.0\n.1/', /not the URL of a page/],
  ['http://10.0.0.1:99999/', /not the URL of a page/],
])('%j is refused with a remedy', (text, message) => {
  expect(() => parseTargetText(text)).toThrow(TargetTextError)
  expect(() => parseTargetText(text)).toThrow(message)
})
