/** Which language a visitor gets, and that both say everything. */
import { describe, expect, test } from 'vitest'
import {
  dictionaryOf,
  findAcceptedLanguage,
  findLanguage,
  languages,
} from '../../../web/i18n/language.ts'
import { toKindName, toReasonSentence } from '../../../web/i18n/words.ts'

/** Every text of a dictionary by its path; functions are asked with marks in place of words. */
const listTexts = (value: unknown, path = ''): (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') {
    const marks = Array.from({ length: value.length }, (_, index) => `<${String(index)}>`)
    const text: unknown = (value as (...words: string[]) => unknown)(...marks)
    return [[path, `${String(text)}|${String(marks.every((mark) => String(text).includes(mark)))}`]]
  }
  return Object.entries(value as object).flatMap(([name, one]) => listTexts(one, `${path}.${name}`))
}

describe('languages', () => {
  test('only the languages that we speak are found', () => {
    expect(findLanguage('en')).toBe('en')
    expect(findLanguage('EN')).toBeUndefined()
    expect(findLanguage('fr')).toBeUndefined()
    expect(findLanguage(undefined)).toBeUndefined()
  })

  test('the browser decides by weight, and Malay readers get Indonesian', () => {
    expect(findAcceptedLanguage('en-GB,en;q=0.9,id;q=0.8')).toBe('en')
    expect(findAcceptedLanguage('en;q=0.2, id-ID;q=0.8')).toBe('id')
    expect(findAcceptedLanguage('ms')).toBe('id')
    expect(findAcceptedLanguage('fr-FR,de;q=0.5')).toBeUndefined()
    expect(findAcceptedLanguage('en;q=0')).toBeUndefined()
    expect(findAcceptedLanguage('en;q=abc,,;;')).toBeUndefined()
    expect(findAcceptedLanguage(undefined)).toBeUndefined()
  })

  test('each dictionary says every text, with every word that it is given', () => {
    for (const language of languages) {
      const texts = listTexts(dictionaryOf(language))
      expect(texts.length).toBeGreaterThan(200)
      for (const [path, text] of texts) {
        expect(text.trim(), `${language}${path}`).not.toBe('')
        expect(text.endsWith('|false'), `${language}${path} drops a word`).toBe(false)
      }
    }
  })

  test('English is not Indonesian left over', () => {
    const indonesian = new Map(listTexts(dictionaryOf('id')))
    const same = listTexts(dictionaryOf('en')).filter(
      ([path, text]) =>
        indonesian.get(path) === text &&
        /[a-z]{3}/i.test(text.replace('|true', '')) &&
        text.length > 12,
    )
    expect(same).toEqual([])
  })

  test('a kind or reason without words is shown as it is written, also one named like a method', () => {
    const words = dictionaryOf('id')
    expect(toKindName(words, 'puskesmas')).toBe('Puskesmas')
    expect(toKindName(words, 'warnet')).toBe('warnet')
    expect(toKindName(words, 'toString')).toBe('toString')
    expect(toReasonSentence(words, 'link', 'timeout')).toBe('Perangkat Wi-Fi tidak menjawab.')
    expect(toReasonSentence(words, 'portal', 'constructor')).toBe('Halaman masuk constructor.')
  })
})
