import { describe, expect, it } from 'vitest'
import { DemoOptionError, readDemoOptions } from './demo-options.ts'
import { createProgress } from './progress.ts'

describe('options of the demo', () => {
  it('have defaults: 132 places, 90 days, a temporary folder, the first free port', () => {
    const defaults = { data: null, port: null, seed: 1, hotspots: null, days: 90 }
    expect(readDemoOptions([])).toEqual(defaults)
  })

  it('are read from the command line', () => {
    const line = '--data /tmp/x --port 9000 --seed 7 --hotspots 500 --days 3'
    expect(readDemoOptions(line.split(' '))).toEqual({
      ...{ data: '/tmp/x', port: 9000, seed: 7, hotspots: 500, days: 3 },
    })
  })

  it('may ask for help instead', () => {
    expect(readDemoOptions(['--help'])).toBeNull()
  })

  it.each([
    '--port 0',
    '--port 65536',
    '--port x',
    '--hotspots 0',
    '--hotspots 10001',
    '--days 401',
    '--days 1.5',
    '--seed -1',
    '--speed 3',
    'stray',
  ])('are refused by name when they make no sense: %s', (line) => {
    const [name = ''] = line.replace('--', '').split(' ')
    expect(() => readDemoOptions(line.split(' '))).toThrow(DemoOptionError)
    expect(() => readDemoOptions(line.split(' '))).toThrow(name)
  })
})

describe('progress', () => {
  const show = (isTty: boolean, ratios: readonly number[]): string => {
    let text = ''
    const progress = createProgress('work', { isTty, write: (piece) => (text += piece) })
    for (const ratio of ratios) progress(ratio)
    return text
  }

  it('overwrites one line on a terminal and ends it at the end', () => {
    expect(show(true, [0, 0.001, 0.014, 0.5, 1])).toBe(
      '\rwork 0 %\rwork 1 %\rwork 50 %\rwork 100 %\n',
    )
  })

  it('writes a line at every tenth in a log', () => {
    expect(show(false, [0, 0.05, 0.1, 0.19, 0.35, 1, 1])).toBe(
      'work 0 %\nwork 10 %\nwork 30 %\nwork 100 %\n',
    )
  })

  it('never goes beyond all', () => {
    expect(show(false, [1.2])).toBe('work 100 %\n')
  })
})
