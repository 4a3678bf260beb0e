/** Turns what a device, portal or SSID said into short, harmless, one-line text. */

/** Longest text that is kept, UTF-16 units. */
export const textLimit = 200

/** More than this is never looked at, so that a hostile megabyte costs nothing. */
const inputLimit = 4000

/** Controls, format and bidi marks, lone surrogates, private use, everything that is drawn as nothing. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu

const hasOnlyPrintableAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || unit > 0x7e) return false
    if (unit === 0x20 && (index === 0 || text.charCodeAt(index - 1) === 0x20)) return false
  }
  return !text.endsWith(' ')
}

const cut = (text: string): string => {
  if (text.length <= textLimit) return text
  const last = text.charCodeAt(textLimit - 2)
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return `${text.slice(0, isHighSurrogate ? textLimit - 2 : textLimit - 1)}…`
}

/**
 * At most 200 UTF-16 units on one line: controls, bidi and zero-width characters removed, white space folded and
 * trimmed. The answer is still only text: whoever shows it must not read it as markup.
 */
export const toCleanText = (text: string): string => {
  if (text.length <= textLimit && hasOnlyPrintableAscii(text)) return text
  return cut(
    text
      .slice(0, inputLimit)
      .replace(/\s+/gu, ' ')
      .replace(invisible, '')
      .replace(/ {2,}/g, ' ')
      .trim(),
  )
}
