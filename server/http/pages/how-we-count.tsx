/** `/how-we-count`. */
import { HowWeCountPage } from '../../../web/pages/how-we-count.tsx'
import { sendPage } from './answer.ts'
import type { PageApp } from './page-app.ts'
import type { CreateView } from './view.ts'

export const mountHowWeCount = (app: PageApp, createView: CreateView): void => {
  app.page('/how-we-count', (c) => sendPage(c, <HowWeCountPage view={createView(c, 'how')} />))
}
