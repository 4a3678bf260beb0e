/** Half-open stretches of time, and the lists that they form. */

/** `[from, to)`, epoch ms; `to: Infinity` = no end. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The same time as spans in order that neither overlap nor touch; spans of no length are dropped. */
export const mergeSpans = (spans: readonly Span[]): Span[] => {
  const merged: Span[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (to <= from) continue
    if (last === undefined || from > last.to) merged.push({ from, to })
    else if (to > last.to) merged[merged.length - 1] = { from: last.from, to }
  }
  return merged
}

/** What of the spans lies in `range`; spans without any are dropped. */
export const clipSpans = (spans: readonly Span[], range: Span): Span[] =>
  spans
    .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
    .filter(({ from, to }) => from < to)

/** The time of `range` in which none of the spans lies. */
export const invertSpans = (spans: readonly Span[], range: Span): Span[] => {
  const gaps: Span[] = []
  let at = range.from
  for (const { from, to } of mergeSpans(clipSpans(spans, range))) {
    if (from > at) gaps.push({ from: at, to: from })
    at = to
  }
  if (at < range.to) gaps.push({ from: at, to: range.to })
  return gaps
}
