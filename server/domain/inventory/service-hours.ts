/** Whether a text can be OSM `opening_hours` at all: its words, not yet its sense. */

/** Words of the specification (wiki.openstreetmap.org/wiki/Key:opening_hours/specification), without its rarer ones. */
const words = new Set([
  ...['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'PH', 'SH'],
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  ...['off', 'closed', 'open', 'unknown', 'week', 'easter', 'day', 'days'],
  ...['sunrise', 'sunset', 'dawn', 'dusk'],
])

const timePattern = /^(\d{1,2}):(\d{2})$/
const tokenPattern = /"[^"]*"|\d{1,2}:\d{2}|24\/7|\d+|[A-Za-z]+|[^\s]/g
const marks = new Set(',;-+|[]()/:')

const isTime = (token: string): boolean => {
  const [, hours, minutes] = timePattern.exec(token) ?? []
  // A span past midnight may end as late as 48:00.
  return Number(hours) <= 48 && Number(minutes) <= 59
}

const isToken = (token: string): boolean =>
  token === '24/7' ||
  /^"[^"]*"$/.test(token) ||
  words.has(token) ||
  marks.has(token) ||
  /^\d{1,4}$/.test(token) ||
  isTime(token)

/**
 * Whether every word and mark of the text belongs to `opening_hours`; says no to `setiap hari 8-16` and `08.00-16.00`.
 */
export const isServiceHours = (text: string): boolean => {
  const tokens = text.match(tokenPattern) ?? []
  return tokens.length > 0 && tokens.every(isToken)
}
