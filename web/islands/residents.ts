/** Keeps the places on the screen fresh: asks once a minute for those alone, while somebody looks. */

interface Item {
  readonly id: string
  readonly state: string
  readonly word: string
  readonly checked: string
}

interface Answer {
  readonly updated: string
  readonly age: string
  /** Shown only while no filter is on: the page then counts something else. */
  readonly working: string
  readonly notices: readonly string[]
  readonly items: readonly Item[]
}

const refreshMs = 60_000

/** Two refreshes closer together than this would tell nothing new. */
const shortestMs = 20_000

const rows = new Map(
  [...document.querySelectorAll<HTMLElement>('#rows > li')].map((row) => [row.dataset['id'], row]),
)

let lastAt = performance.now()

const showItem = ({ id, state, word, checked }: Item): void => {
  const row = rows.get(id)
  const name = row?.querySelector('b')
  const age = row?.querySelector('i')
  if (!row || !name || !age) return
  if (name.className !== state) {
    row.querySelector('use')?.setAttribute('href', `#g-${state}`)
    name.className = state
    name.textContent = word
  }
  age.textContent = checked
}

const showNotices = (notices: readonly string[]): void => {
  const place = document.getElementById('monitor-notices')
  if (!place || [...place.children].map((one) => one.textContent).join() === notices.join()) return
  place.replaceChildren(
    ...notices.map((text) => {
      const notice = document.createElement('p')
      notice.className = 'notice'
      notice.textContent = text
      return notice
    }),
  )
}

const refresh = async (): Promise<void> => {
  if (document.hidden || rows.size === 0 || performance.now() - lastAt < shortestMs) return
  lastAt = performance.now()
  const query = new URLSearchParams({
    ids: [...rows.keys()].join(','),
    lang: document.documentElement.lang,
  })
  const response = await fetch(`/residents.json?${query.toString()}`)
  if (!response.ok) return
  const { items, notices, updated, age, working } = (await response.json()) as Answer
  items.forEach(showItem)
  showNotices(notices)
  for (const [id, text] of [
    ['refreshed', updated],
    ['data-age', age],
    ['working', working],
  ] as const) {
    const place = document.getElementById(id)
    if (place) place.textContent = text
  }
}

/** Without a network the rows stay as they are: each says when it was checked. */
const tryRefresh = (): void => {
  refresh().catch(() => undefined)
}

setInterval(tryRefresh, refreshMs)
document.addEventListener('visibilitychange', tryRefresh)
