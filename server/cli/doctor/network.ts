/** The doctor on the network: can ICMP be sent, and do the witnesses answer? */
import { createAddressPolicy } from '../../../probes/address-policy.ts'
import { createProbeRunner } from '../../../probes/runner.ts'
import type { Config, WitnessSetting } from '../../config.ts'
import { fine, wrong, type Finding } from './finding.ts'

/** @param isNeeded checks or witnesses of kind ICMP are configured */
export const checkIcmp = async (isNeeded: boolean, now: () => number): Promise<Finding> => {
  const policy = createAddressPolicy({ allowed: ['127.0.0.1'] })
  const runner = createProbeRunner({ policy, now })
  const { result } = await runner.probe({ kind: 'icmp', host: '127.0.0.1', echoes: 1 })
  const engine = runner.icmpEngine()
  if (result.outcome === 'up') return fine('icmp', `${engine} reaches loopback`)
  const said = `${engine}: loopback does not answer (${result.detail})`
  const remedy =
    engine === 'none'
      ? 'install fping (or iputils-ping)'
      : 'give the service CAP_NET_RAW (AmbientCapabilities in the unit), or fping its file capability'
  const level = isNeeded ? 'error' : 'warning'
  return wrong('icmp', level, isNeeded ? said : `${said}; nothing needs it now`, remedy)
}

const probeWitness = async (
  { name, target }: WitnessSetting,
  { policy }: Config,
  now: () => number,
): Promise<{ readonly name: string; readonly problem: string | null }> => {
  const { result } = await createProbeRunner({ policy, now }).probe(target)
  return { name, problem: result.outcome === 'up' ? null : `${name} ${result.detail}` }
}

const checkTier = async (
  tier: 'near' | 'far',
  config: Config,
  now: () => number,
): Promise<Finding> => {
  const check = `witnesses_${tier}`
  const variable = `TITIK_WITNESSES_${tier.toUpperCase()}`
  const witnesses = config.witnesses.filter((witness) => witness.tier === tier)
  if (witnesses.length === 0) {
    const said = 'none: a monitor that is cut off would take it for outages'
    return wrong(check, 'warning', said, `set ${variable}, e.g. icmp:192.0.2.1`)
  }
  const answers = await Promise.all(witnesses.map((one) => probeWitness(one, config, now)))
  const problems = answers.flatMap(({ problem }) => problem ?? [])
  const said = `${String(answers.length - problems.length)} of ${String(answers.length)} answer`
  if (problems.length === 0) return fine(check, said)
  const isDark = problems.length === answers.length
  const remedy = `check the network of this machine and ${variable}`
  return wrong(check, isDark ? 'error' : 'warning', `${said}: ${problems.join('; ')}`, remedy)
}

export const checkWitnesses = async (config: Config, now: () => number): Promise<Finding[]> =>
  Promise.all((['near', 'far'] as const).map((tier) => checkTier(tier, config, now)))
