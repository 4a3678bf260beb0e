// Work of the built program that is to be killed half-way, in a process of its own. Says "begin" when the work begins.
//
//   child.mjs migrate PATH         opens the database, which brings it up to date
//   child.mjs prune PATH NOW       prunes it, in the smallest slices there are, with pauses
import { openDatabase } from '../../dist/server/store/database.js'
import { createRetentionStore } from '../../dist/server/store/retention-store.js'
import { computeCutoffs } from '../../dist/server/domain/retention.js'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const [work, path, now] = process.argv.slice(2)

const prune = (db) => {
  const slice = createRetentionStore(db).beginPruning(computeCutoffs('UTC', Number(now)))
  while (!slice(0, () => performance.now()).isDone) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  }
}

const db = work === 'migrate' ? null : openDatabase(path)
process.stdout.write('begin\n')
if (db === null) openDatabase(path).close()
else prune(db)
