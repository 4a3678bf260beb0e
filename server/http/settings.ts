/** Settings of the HTTP room, as the wiring gives them. */
export interface HttpSettings {
  /** IANA zone of days and months, e.g. `Asia/Jakarta`. */
  readonly timezone: string
  /** Origin that people use, e.g. `https://wifi.example.go.id`; null = as the request says. */
  readonly publicOrigin: string | null
  /** CIDRs (or single addresses) of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[]
  /** `https://…/{z}/{x}/{y}.png`; null = no tiles, nothing is fetched from another host. */
  readonly tileUrl: string | null
  readonly tileAttribution: string | null
  readonly isDemo: boolean
  readonly version: string
}
