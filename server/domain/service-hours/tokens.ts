/** The words and marks of one rule of `opening_hours`, read one by one. */

export interface Token {
  readonly kind: 'word' | 'number' | 'time' | 'always' | 'comment' | 'mark'
  readonly text: string
}

const tokenPattern = /"[^"]*"|\d{1,2}:\d{2}(?!\d)|24\/7|\d+|\p{L}+|\|\||\S/gu

const toKind = (text: string): Token['kind'] => {
  if (text === '24/7') return 'always'
  if (/^\d+:/.test(text)) return 'time'
  if (/^\d/.test(text)) return 'number'
  if (/^"./.test(text)) return 'comment'
  return /^\p{L}/u.test(text) ? 'word' : 'mark'
}

/** Why a text is no rule; thrown and caught inside the parser only. */
export class RuleError extends Error {}

/** Reads tokens from the first to the last. */
export interface TokenReader {
  /** The token that is `ahead` of the next one (−1: the one taken last), without taking it. */
  readonly peek: (ahead?: number) => Token | undefined
  readonly take: () => Token | undefined
  /** Takes the next token if it is this one. */
  readonly takeIf: (text: string) => boolean
}

export const createTokenReader = (text: string): TokenReader => {
  const tokens = (text.match(tokenPattern) ?? []).map((one) => ({ kind: toKind(one), text: one }))
  let position = 0
  return {
    peek: (ahead = 0) => tokens[position + ahead],
    take: () => tokens[position++],
    takeIf: (wanted) => {
      const isNext = tokens[position]?.text === wanted
      if (isNext) position += 1
      return isNext
    },
  }
}

/** How a token is named in an error. */
export const toName = (token: Token | undefined): string =>
  token === undefined ? 'the end' : `"${token.text}"`
