/** Who may ask: every route declares it, and what declares nothing does not start. */
import type { Handler, Hono } from 'hono'

/** `public`: everybody, read-only and without secrets. `loopback`: only this machine itself. */
export type Access = 'public' | 'loopback'

const declared = new WeakMap<object, Access>()

/** Declares who may call `handler`; the room enforces it when the route is added to the application. */
export const withAccess = <H extends Handler>(access: Access, handler: H): H => {
  declared.set(handler, access)
  return handler
}

/** What `withAccess` said about a handler; undefined when nobody said anything. */
export const findAccess = (handler: object): Access | undefined => declared.get(handler)

/**
 * Refuses an application in which a handler does not say who may call it.
 *
 * @throws Error that names every such route
 */
export const assertEveryRouteDeclaresAccess = (app: Pick<Hono, 'routes'>): void => {
  const undeclared = app.routes.filter((route) => findAccess(route.handler) === undefined)
  if (undeclared.length === 0) return
  const names = undeclared.map((route) => `${route.method} ${route.path}`).join(', ')
  throw new Error(`routes without declared access: ${names}`)
}
