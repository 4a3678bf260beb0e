/** Headers of every answer, worked out once. */
import type { HttpSettings } from './settings.ts'

export type HeaderSet = Readonly<Record<string, string>>

/** Nothing in our pages needs a device; the resident's position is asked for by our own script alone. */
const permissionsPolicy = 'geolocation=(self), camera=(), microphone=(), payment=(), usb=()'

/** What an answer that holds no page may do: nothing. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'"

/** OSM's tile servers refuse requests without a referrer, so the origin is sent to other hosts. */
const referrerPolicy = 'strict-origin-when-cross-origin'

const createCommonHeaders = (contentPolicy: string): HeaderSet => ({
  'Content-Security-Policy': contentPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': referrerPolicy,
  'Permissions-Policy': permissionsPolicy,
})

/** Origin of a tile address such as `https://{s}.tile.example/{z}/{x}/{y}.png`; the sub-domain becomes `*`. */
const toTileSource = (tileUrl: string): string => {
  const { protocol, host } = new URL(tileUrl.replace('{s}', 'any-subdomain'))
  return `${protocol}//${host.replace('any-subdomain', '*')}`
}

const createPagePolicy = (settings: HttpSettings): string => {
  const images = settings.tileUrl === null ? '' : ` ${toTileSource(settings.tileUrl)}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${images}`,
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export interface HeaderSets {
  /** JSON that any site may read, always without credentials. */
  readonly publicApi: HeaderSet
  /** JSON and text about ourselves. */
  readonly ownApi: HeaderSet
  readonly page: HeaderSet
  /** Files whose name changes with their content. */
  readonly asset: HeaderSet
}

export const createHeaderSets = (settings: HttpSettings): HeaderSets => {
  const data = createCommonHeaders(dataPolicy)
  return {
    publicApi: {
      ...data,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'ETag, X-Request-Id, Retry-After',
      'Cache-Control': 'no-cache',
    },
    ownApi: { ...data, 'Cache-Control': 'no-store' },
    page: {
      ...createCommonHeaders(createPagePolicy(settings)),
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cache-Control': 'no-cache',
    },
    asset: { ...data, 'Cache-Control': 'public, max-age=31536000, immutable' },
  }
}
