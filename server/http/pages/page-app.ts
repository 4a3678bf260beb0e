/** How page routes are added: all are public, all are GET. */
import type { Context, Handler, Hono } from 'hono'
import { withAccess } from '../access.ts'
import type { HttpEnv } from '../request.ts'

export type PageHandler = (c: Context<HttpEnv>) => Response | Promise<Response>

export interface PageApp {
  /** Adds a public GET route. */
  readonly page: (path: string, handler: PageHandler) => void
}

/** Wraps the application so that no page can be added without declared access. */
export const createPageApp = (app: Hono<HttpEnv>): PageApp => ({
  page: (path, handler) => {
    app.get(path, withAccess('public', handler as Handler))
  },
})
