/** The page for an address that leads nowhere. */
import { Layout } from './layout.tsx'
import { toLink, type View } from './view.ts'

/** A friendly 404. */
export const MissingPage = ({ view }: { view: View }) => (
  <Layout view={view} title={view.t.missing.title} audience="public" name="missing">
    <h1>{view.t.missing.title}</h1>
    <p class="lead">{view.t.missing.text}</p>
    <p>
      <a href={toLink(view, '/')}>{view.t.hotspot.back}</a>
    </p>
  </Layout>
)
