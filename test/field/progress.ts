/** Shows how far a long work has come, on a terminal as on a log. */

export interface ProgressOutput {
  readonly isTty: boolean
  readonly write: (text: string) => void
}

/** On a terminal one line that is overwritten at every per cent, else a line of its own at every tenth. */
export const createProgress = (
  label: string,
  output: ProgressOutput,
): ((ratio: number) => void) => {
  let shown = -1
  const step = output.isTty ? 1 : 10
  return (ratio) => {
    const percent = Math.floor((Math.min(1, ratio) * 100) / step) * step
    if (percent <= shown) return
    shown = percent
    const text = `${label} ${String(percent)} %`
    if (!output.isTty) output.write(`${text}\n`)
    else output.write(`\r${text}${percent === 100 ? '\n' : ''}`)
  }
}
