/** Which checks an inventory row asks for. */
import type { HttpTarget, ProbeTarget } from '../../../probes/result.ts'
import type { Layer } from '../hotspot.ts'
import type { HotspotRecord, UplinkRecord } from './hotspot-record.ts'

/** A check as the inventory wants it: what is probed, and what that proves. */
export interface WantedCheck {
  readonly layer: Layer
  readonly target: ProbeTarget
}

const portalTarget = (url: string, expectText: string | null): HttpTarget =>
  expectText === null ? { kind: 'http', url } : { kind: 'http', url, expectText }

type HotspotAddresses = Pick<
  HotspotRecord,
  'gateway' | 'linkIcmp' | 'linkTcpPort' | 'portalUrl' | 'portalExpect'
>

/** The gateway is pinged unless told otherwise, its TCP port is opened, the portal page is fetched. */
export const toHotspotChecks = (record: HotspotAddresses): WantedCheck[] => {
  const { gateway, linkIcmp, linkTcpPort, portalUrl, portalExpect } = record
  const checks: WantedCheck[] = []
  if (gateway !== null && linkIcmp) {
    checks.push({ layer: 'link', target: { kind: 'icmp', host: gateway } })
  }
  if (gateway !== null && linkTcpPort !== null) {
    checks.push({ layer: 'link', target: { kind: 'tcp', host: gateway, port: linkTcpPort } })
  }
  if (portalUrl !== null) {
    checks.push({ layer: 'portal', target: portalTarget(portalUrl, portalExpect) })
  }
  return checks
}

/**
 * One check of the uplink's own address: its TCP port where one is given, else ICMP. With both, a router that still
 * answers pings while its service is dead would keep the uplink up.
 */
export const toUplinkChecks = ({
  gateway,
  linkTcpPort,
}: Pick<UplinkRecord, 'gateway' | 'linkTcpPort'>): WantedCheck[] => {
  if (gateway === null) return []
  return linkTcpPort === null
    ? [{ layer: 'link', target: { kind: 'icmp', host: gateway } }]
    : [{ layer: 'link', target: { kind: 'tcp', host: gateway, port: linkTcpPort } }]
}
