/** Mounts the HTML pages on the application. */
import type { Hono } from 'hono'
import type { PageDeps } from '../deps.ts'

export const mountPages = (_app: Hono, _deps: PageDeps): void => {
  // Pages come later; the JSON API works without them.
}
