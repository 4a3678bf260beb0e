/** `npm run demo` as a person runs it: one command, pages, a city that obeys, and an end that leaves nothing behind. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { dial } from '../field/talk.ts'
import { startProgram, type Program } from './program.ts'

const programs: Program[] = []
/** Everything temporary of the programs started here, and nothing of anybody else's. */
const temporary = mkdtempSync(join(tmpdir(), 'titik-journey-'))

const start = (file: string, args: readonly string[]): Program => {
  const program = startProgram(file, args, temporary)
  programs.push(program)
  return program
}

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.signal('SIGKILL')
    await program.ended
  }
})

afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const listDemoFolders = (): string[] =>
  readdirSync(temporary).filter((name) => name.startsWith('titik-demo-'))

describe('the demo', () => {
  it('serves pages that say that they are a demo, obeys its operator, and ends within five seconds', async () => {
    const demo = start('test/field/demo.ts', ['--days', '1'])
    const line = await demo.untilLine(/residents +http/)
    const url = /http:\S+/.exec(line)?.[0] ?? ''
    expect(listDemoFolders()).toHaveLength(1)
    expect(demo.lines).toContain('making 1 days of history 100 %')
    expect(demo.lines.join('\n')).toMatch(/no accounts yet/)
    for (const path of ['', 'staff', 'wall']) {
      const page = await fetch(`${url}${path}`)
      expect(page.status).toBe(200)
      expect((await page.text()).toLowerCase()).toContain('demo')
    }
    const list = (await (await fetch(`${url}api/v1/hotspots?limit=1000`)).json()) as {
      items: unknown[]
    }
    expect(list.items).toHaveLength(132)
    demo.tell('cut-uplink uplink-a')
    expect(await demo.untilLine(/^ok$/)).toBe('ok')

    const startedAt = performance.now()
    demo.signal('SIGINT')
    expect(await demo.ended).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(listDemoFolders()).toEqual([])
  })

  it('ends as quickly while it is still making history', async () => {
    const demo = start('test/field/demo.ts', [])
    await demo.untilLine(/history 10 %/)
    const startedAt = performance.now()
    demo.signal('SIGTERM')
    await demo.ended
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(listDemoFolders()).toEqual([])
  })

  it('refuses a folder that holds a database, and leaves it alone', async () => {
    const folder = mkdtempSync(join(temporary, 'kept-'))
    writeFileSync(join(folder, 'titik.sqlite'), 'precious')
    const demo = start('test/field/demo.ts', ['--data', folder])
    expect(await demo.ended).toBe(2)
    expect(readdirSync(folder)).toEqual(['titik.sqlite'])
  })
})

describe('the field as a process of its own', () => {
  it('says where it is, obeys lines, and closes at the end of input', async () => {
    const folder = mkdtempSync(join(temporary, 'field-'))
    const field = start('test/field/main.ts', ['--hotspots', '3', '--out', folder])
    const place = JSON.parse(await field.untilLine(/^\{/)) as { ports: { gateway: number } }
    expect(readdirSync(folder).sort()).toEqual(['hotspots.csv', 'uplinks.csv'])
    expect(await dial('127.64.0.3', place.ports.gateway)).toBe('connected')
    field.tell('cut sintetis-0003')
    await field.untilLine(/^ok$/)
    expect(await dial('127.64.0.3', place.ports.gateway)).toBe('ECONNREFUSED')
    field.signal('SIGTERM')
    expect(await field.ended).toBe(0)
    expect(await dial('127.64.0.1', place.ports.gateway)).toBe('ECONNREFUSED')
  })
})
