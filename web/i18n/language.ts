/** Which languages a page can speak, and which one a visitor gets. */
import { en } from './en.ts'
import { id, type Dictionary } from './id.ts'

export const languages = ['id', 'en'] as const
export type Language = (typeof languages)[number]

const dictionaries: Readonly<Record<Language, Dictionary>> = { id, en }

/** The words of one language. */
export const dictionaryOf = (language: Language): Dictionary => dictionaries[language]

/** A stated language, or undefined when the text names none that we speak. */
export const findLanguage = (text: string | null | undefined): Language | undefined =>
  languages.find((language) => language === text)

/**
 * The best language of an `Accept-Language` header (RFC 9110 §12.5.4), or undefined when it names none of ours.
 * `ms` (Malay) readers are given Indonesian.
 */
export const findAcceptedLanguage = (header: string | undefined): Language | undefined => {
  let best: Language | undefined
  let bestWeight = 0
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const primary = range.split('-')[0] ?? ''
    const language = findLanguage(primary === 'ms' || primary === 'in' ? 'id' : primary)
    const quality = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.slice(2))
    if (language !== undefined && weight > bestWeight) {
      best = language
      bestWeight = weight
    }
  }
  return best
}
