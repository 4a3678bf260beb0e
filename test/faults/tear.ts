/** Copies a database in the middle of its life, damages the copy's write-ahead log, and looks at what the program makes of it. */
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { DamagedDatabaseError, openForServing } from '../../server/store/inspection-store.ts'
import { createRandom, type Random } from '../field/random.ts'
import { begin, createRecordedCity, down, minute, unknown } from '../monitor/recorded-city.ts'
import { dumpDatabase } from '../store/dump.ts'
import { expectWhole } from './kills.ts'

const hotspots = Array.from({ length: 8 }, (_, index) => ({
  id: `h${String(index)}`,
  layers: ['link', 'portal'] as const,
}))

/** A city is made anew after so many copies: comparing dumps of a long life would take longer than living it. */
const copiesPerCity = 15

const hash = (text: string): string => createHash('sha1').update(text).digest('hex')

/** What can befall the log: its end was never written, or bytes of it turned. */
const damages: readonly ((wal: string, random: Random) => void)[] = [
  () => undefined,
  (wal, random) => {
    truncateSync(wal, Math.floor(random() * readFileSync(wal).length))
  },
  (wal, random) => {
    const bytes = readFileSync(wal)
    for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
      const at = Math.floor(random() * bytes.length)
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at)
    }
    writeFileSync(wal, bytes)
  },
  (wal, random) => {
    const bytes = readFileSync(wal)
    const at = Math.floor((random() * bytes.length) / 512) * 512
    bytes.fill(0, at, at + 512)
    writeFileSync(wal, bytes)
  },
  (wal, random) => {
    const bytes = readFileSync(wal)
    const at = Math.floor(random() * bytes.length)
    for (let index = at; index < bytes.length; index += 1) {
      bytes.writeUInt8(Math.floor(random() * 256), index)
    }
    writeFileSync(wal, bytes)
  },
]

interface Tally {
  copies: number
  /** Copies that held every round that had been acknowledged. */
  complete: number
  /** Copies that lost rounds at their end, as whole ones. */
  shorter: number
  refused: number
}

/** The copy is refused with a remedy, or it is a state in which the original once was. */
const judge = (victim: string, states: readonly string[], tally: Tally): void => {
  try {
    openForServing(victim).close()
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedDatabaseError)
    tally.refused += 1
    return
  }
  expectWhole(victim)
  const state = states.lastIndexOf(hash(dumpDatabase(victim)))
  expect(state).toBeGreaterThanOrEqual(0)
  if (state === states.length - 1) tally.complete += 1
  else tally.shorter += 1
}

const liveAndCopy = (home: string, copies: number, random: Random, tally: Tally): void => {
  const path = join(home, 'titik.sqlite')
  const victim = join(home, 'victim.sqlite')
  const city = createRecordedCity({ hotspots }, { path })
  const states = [hash(dumpDatabase(city.db))]
  const note = (): void => {
    states.push(hash(dumpDatabase(city.db)))
  }
  city.startAt(begin)
  // The log then holds rounds alone: each of its transactions is one noted state.
  city.db.pragma('wal_checkpoint(TRUNCATE)')
  note()
  let at = begin
  for (let copy = 0; copy < copies; copy += 1) {
    for (let rounds = 1 + Math.floor(random() * 5); rounds > 0; rounds -= 1) {
      const roll = (): number => random()
      const answers = Object.fromEntries(
        hotspots.flatMap(({ id }) => {
          const chance = roll()
          if (chance > 0.3) return []
          return [[id, chance < 0.2 ? down : unknown]]
        }),
      )
      city.pass({ at, answers })
      note()
      at += minute
    }
    for (const suffix of ['', '-wal']) {
      copyFileSync(`${path}${suffix}`, `${victim}${suffix}`)
    }
    const damage = damages[copy % damages.length]
    damage?.(`${victim}-wal`, random)
    tally.copies += 1
    const before = tally.complete
    judge(victim, states, tally)
    // What was acknowledged is there when nothing was damaged.
    if (copy % damages.length === 0) expect(tally.complete).toBe(before + 1)
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${victim}${suffix}`)) rmSync(`${victim}${suffix}`)
    }
  }
  city.db.close()
}

/** Tears `times` copies; prints how many were complete, shorter and refused. */
export const tearRepeatedly = (times: number, seed: number): void => {
  const random = createRandom(seed)
  const tally: Tally = { copies: 0, complete: 0, shorter: 0, refused: 0 }
  while (tally.copies < times) {
    const home = mkdtempSync(join(tmpdir(), 'titik-torn-'))
    try {
      liveAndCopy(home, Math.min(copiesPerCity, times - tally.copies), random, tally)
    } finally {
      rmSync(home, { recursive: true })
    }
  }
  console.log(
    `seed ${String(seed)}: ${String(tally.copies)} copies, ${String(tally.complete)} complete, ${String(tally.shorter)} shorter by whole rounds, ${String(tally.refused)} refused`,
  )
  expect(tally.shorter).toBeGreaterThan(0)
}
