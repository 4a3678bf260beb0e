import { describe, expect, it } from 'vitest'
import { fromSampleCode, toSampleCode } from '../../server/domain/result-code.ts'

describe('the integer of a stored sample', () => {
  it('keeps latency to the microsecond and lost echoes up to seven', () => {
    const code = toSampleCode({ outcome: 'up', latencyMs: 12.3456, sent: 3, lost: 2 })
    expect(fromSampleCode(code)).toEqual({ outcome: 'up', latencyMs: 12.346, lost: 2 })
    const many = toSampleCode({ outcome: 'up', latencyMs: 0, sent: 10, lost: 9 })
    expect(fromSampleCode(many)).toEqual({ outcome: 'up', latencyMs: 0, lost: 7 })
  })

  it('gives every reason and cause its own code, and reads it back', () => {
    const reasons = [
      'timeout',
      'refused',
      'unreachable',
      'reset',
      'name_not_found',
      'tls_invalid',
      'http_status',
      'http_protocol',
      'redirect_loop',
      'dns_answer',
    ] as const
    reasons.forEach((reason, index) => {
      const code = toSampleCode({ outcome: 'down', reason, detail: '' })
      expect(code).toBe(-1 - index)
      expect(fromSampleCode(code)).toEqual({ outcome: 'down', reason })
    })
    const causes = [
      'blocked',
      'blind',
      'no_program',
      'no_permission',
      'no_resources',
      'resolver',
      'invalid_target',
      'aborted',
      'internal',
    ] as const
    causes.forEach((cause, index) => {
      const code = toSampleCode({ outcome: 'unknown', cause, detail: '' })
      expect(code).toBe(-101 - index)
      expect(fromSampleCode(code)).toEqual({ outcome: 'unknown', cause })
    })
  })

  it('reads a code of a newer program as unknown, never as down', () => {
    expect(fromSampleCode(-60)).toEqual({ outcome: 'unknown', cause: 'internal' })
    expect(fromSampleCode(-9999)).toEqual({ outcome: 'unknown', cause: 'internal' })
  })
})
