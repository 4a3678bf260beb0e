/** `npm run bench`: measures each part beside its reference, prints JSON lines and a table, fails when a limit is missed. */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { compileBench } from './compile.ts'
import { judge, toLine, toTable, type Gap, type JudgedFigure } from './figure.ts'
import { runHelper } from './load-helper.ts'
import { isPartName, loadPart, partNames, type PartName } from './load-part.ts'
import type { PartMessage } from './part.ts'

interface BenchOptions {
  readonly only: readonly PartName[]
  readonly runs: number
  readonly quick?: true
}

const benchFile = fileURLToPath(import.meta.url)
const isCompiled = benchFile.endsWith('.js')

const parseParts = (text: string): PartName[] =>
  text.split(',').map((name) => {
    if (!isPartName(name)) throw new InvalidArgumentError(`one or more of ${partNames.join(',')}`)
    return name
  })

const parseRuns = (text: string): number => {
  const runs = Number(text)
  if (!Number.isInteger(runs) || runs < 1) throw new InvalidArgumentError('a number from 1 on')
  return runs
}

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const runPart = async (name: PartName, options: BenchOptions) => {
  const messages: PartMessage[] = []
  const quick = options.quick === true ? ['--quick'] : []
  const child = fork(benchFile, ['part', name, '--runs', String(options.runs), ...quick], {
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  child.on('message', (message) => {
    const told = message as PartMessage
    messages.push(told)
    if (told.kind === 'figure') console.log(toLine(judge({ bench: name, ...told.figure })))
    else console.log(toLine({ bench: name, ...told.gap }))
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { messages, hasFailed: code !== 0 }
}

const measure = async (options: BenchOptions): Promise<void> => {
  const figures: JudgedFigure[] = []
  const gaps: Gap[] = []
  console.log(
    JSON.stringify({
      program: 'titik bench',
      node: process.version,
      cpu: cpus()[0]?.model ?? 'unknown',
      cpus: cpus().length,
      platform: `${process.platform} ${process.arch}`,
      runs: options.runs,
      quick: options.quick === true,
    }),
  )
  for (const name of options.only) {
    tell(`${name} …`)
    const { messages, hasFailed } = await runPart(name, options)
    if (hasFailed) process.exitCode = 1
    if (hasFailed) gaps.push({ bench: name, missing: 'the part failed, see above' })
    for (const message of messages) {
      if (message.kind === 'gap') gaps.push({ bench: name, ...message.gap })
      else figures.push(judge({ bench: name, ...message.figure }))
    }
  }
  console.log(toTable(figures, gaps))
  if (figures.some((figure) => figure.pass === false)) process.exitCode = 1
}

const runPartHere = async (name: PartName, options: BenchOptions): Promise<void> => {
  const send = (message: PartMessage): void => {
    process.send?.(message)
  }
  const part = await loadPart(name)
  await part({
    runs: options.runs,
    isQuick: options.quick === true,
    emit: (figure) => send({ kind: 'figure', figure }),
    miss: (missing) => send({ kind: 'gap', gap: { missing } }),
    tell,
  })
  process.disconnect()
}

const parsePart = (text: string): PartName => {
  const [name] = parseParts(text)
  if (name === undefined) throw new InvalidArgumentError('a part')
  return name
}

const createProgram = (): Command => {
  const program = new Command('bench').enablePositionalOptions()
  const withOptions = (command: Command): Command =>
    command
      .option('--runs <n>', 'repetitions of every figure', parseRuns, 5)
      .option('--quick', 'small sizes: shows that the bench works, says nothing about the limits')
  withOptions(program)
    .description('Measures Titik beside its references; traffic stays on loopback')
    .option('--only <parts>', `some of ${partNames.join(',')}`, parseParts, [...partNames])
    .action(measure)
  withOptions(program.command('part <name>', { hidden: true })).action(
    (name: string, options: BenchOptions) => runPartHere(parsePart(name), options),
  )
  program.command('helper <name>', { hidden: true }).action((name: string) => runHelper(name))
  return program
}

if (isCompiled) {
  await createProgram().parseAsync()
} else {
  const compiled = compileBench()
  const arguments_ = process.argv.slice(2)
  const { status } = spawnSync(process.execPath, [compiled, ...arguments_], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
