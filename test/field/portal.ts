/** The captive portal of a simulated hotspot: smallest HTTP/1.1 that real probers and browsers understand. */
import type { Socket } from 'node:net'
import type { PortalFault } from './action.ts'

/** What every login page of the field says; the inventory expects it as `portal_expect`. */
export const portalText = 'Wi-Fi Publik Kota Depok'

/** A path that leads to the login page, as captive portals redirect every request. */
export const portalPath = '/login'

/** Longer requests are cut off: no prober sends that much. */
const requestLimit = 8192

/** A connection that nobody closes ends by itself. */
const idleLimitMs = 30_000

const page = (heading: string, extra: string): string => `<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>${heading}</title></head>
<body><h1>${heading}</h1>
<p>Selamat datang. Masuk untuk memakai internet gratis dari pemerintah kota.</p>
<form method="post" action="/login"><label>Nomor ponsel <input name="phone" inputmode="tel"></label>
<button>Masuk</button></form>${extra}
<p>Halaman simulasi untuk uji coba, bukan layanan sungguhan.</p></body></html>
`

const answer = (status: string, headers: string, body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: text/html; charset=utf-8\r\n${headers}Content-Length: ${String(Buffer.byteLength(body))}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  )

const redirect = (location: string): Buffer =>
  answer('302 Found', `Location: ${location}\r\n`, page('Dialihkan', ''))

const toLogin = redirect(portalPath)
const login = answer('200 OK', '', page(portalText, ''))
const faulty: Readonly<Record<Exclude<PortalFault, 'silent'>, Buffer>> = {
  error: answer('500 Internal Server Error', '', page('Kesalahan server', '')),
  'text-missing': answer('200 OK', '', page('It works!', '')),
  // The mark that defaced pages carry; product.md section 8 says why the check looks for it.
  'text-forbidden': answer(
    '200 OK',
    '',
    page(portalText, '<div hidden>slot gacor judi online</div>'),
  ),
  'redirect-loop': redirect(portalPath),
}

/** How a portal answers at this moment. */
export interface PortalMood {
  readonly fault: PortalFault | null
  /** Time before the answer, ms. */
  readonly delayMs: number
}

const choose = (path: string, fault: PortalFault | null): Buffer | null => {
  if (fault === 'silent') return null
  if (fault !== null) return faulty[fault]
  return path.startsWith(portalPath) ? login : toLogin
}

/** Serves one connection; the mood is read when the request is complete. */
export const servePortal = (socket: Socket, getMood: () => PortalMood): void => {
  let request = ''
  socket.setTimeout(idleLimitMs, () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    request += chunk.toString('latin1')
    if (request.length > requestLimit) socket.destroy()
    if (!request.includes('\r\n\r\n')) return
    const mood = getMood()
    const bytes = choose(request.split(' ', 2)[1] ?? '/', mood.fault)
    request = ''
    if (bytes === null) return
    if (mood.delayMs === 0) socket.end(bytes)
    else setTimeout(() => socket.end(bytes), mood.delayMs)
  })
}

/** Serves one connection to a gateway, uplink or witness: accepted, and nothing is ever said. */
export const serveSilence = (socket: Socket): void => {
  socket.setTimeout(idleLimitMs, () => socket.destroy())
  socket.resume()
}
