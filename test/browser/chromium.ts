/** Debian's Chromium, driven with guards: whatever a page must never do is noted from its first moment. */
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { build } from 'vite'
import { expect } from 'vitest'
import { packageRoot } from '../../server/package-root.ts'

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the browser is, or null when there is none. */
export const executablePath = candidates.find((path) => existsSync(path)) ?? null

/** Name of a suite that needs the browser: a skipped one says why. */
export const toSuiteName = (name: string): string =>
  executablePath === null ? `chromium not installed: ${name}` : name

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts a browser. Call only when `executablePath` is set. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '', args: flags })

/** Builds the browser side from the sources as they are, into a folder of its own, which the caller removes. */
export const buildWeb = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-built-'))
  await build({
    configFile: join(packageRoot, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder },
  })
  return folder
}

export interface GuardedPage {
  readonly page: Page
  /** Console errors, page errors, dialogs, content-policy violations and requests to other hosts. */
  readonly faults: readonly string[]
  readonly close: () => Promise<void>
}

/** A page in a context of its own, in Indonesian unless the options say otherwise. */
export const openPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<GuardedPage> => {
  const context = await browser.newContext({
    locale: 'id-ID',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const faults: string[] = []
  const { origin } = new URL(url)
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`console: ${message.text()} ${message.location().url}`)
    }
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const asked = new URL(request.url())
    if (asked.origin !== origin) faults.push(`request: ${request.url()}`)
  })
  await page.goto(url)
  return {
    page,
    faults,
    close: () => context.close(),
  }
}

/** Waits until what is read satisfies the matcher: the machine may be busy with other things. */
export const poll = <T>(read: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 20_000 })

/** Resolves when the staff's board works: map, markers and list are there. */
export const waitForBoard = (page: Page): Promise<unknown> =>
  page.waitForSelector('html[data-ready]', { state: 'attached' })
