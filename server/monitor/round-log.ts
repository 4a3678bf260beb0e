/** The lines of the log that say what a pass found. */
import type { Log } from '../log.ts'
import type { RecordedRound, RoundInput } from './record.ts'

const countOutcomes = (input: RoundInput) => {
  const counts = { up: 0, down: 0, unknown: 0 }
  for (const { result } of input.measurements) counts[result.outcome] += 1
  return counts
}

/** One wide line a pass, and one for every outage that opened, changed or ended. */
export const logPass = (
  log: Log,
  input: RoundInput,
  recorded: RecordedRound,
  waiting: number,
): void => {
  for (const outage of recorded.outages) {
    log.info({ outage, state: outage.endedAt === null ? 'open' : 'ended' }, 'outage')
  }
  const facts = {
    schedule: input.schedule,
    scheduledAt: new Date(input.scheduledAt).toISOString(),
    tookMs: input.finishedAt - input.startedAt,
    checks: input.measurements.length,
    skipped: input.skipped,
    waiting,
    ...countOutcomes(input),
    witnessesUp: input.witnesses.filter((witness) => witness.result.outcome === 'up').length,
  }
  if (input.kind === 'round') log.info(facts, 'round')
  else log.debug(facts, 'confirmation pass')
}
