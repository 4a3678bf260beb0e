/** The frame of every page: head, skip link, header, notices, footer. */
import type { Child } from 'hono/jsx'
import { languages, dictionaryOf, type Language } from '../i18n/language.ts'
import { toMonitorNotices, type Audience } from '../i18n/notices.ts'
import { GlyphSprite } from './glyph.tsx'
import { toLink, type View } from './view.ts'

interface LayoutProps {
  readonly view: View
  readonly title: string
  readonly description?: string
  readonly audience: Audience
  /** Class of `body`; the style sheets hang on it. */
  readonly name: 'residents' | 'hotspot' | 'staff' | 'wall' | 'how' | 'missing'
  readonly children?: Child
}

/** The same address in another language. */
const toLanguageLink = (view: View, language: Language): string => {
  const [path = '/', query = ''] = view.path.split('?')
  const search = new URLSearchParams(query)
  search.set('lang', language)
  return `${path}?${search.toString()}`
}

const LanguageLinks = ({ view }: { view: View }) => (
  <nav class="languages" aria-label={view.t.nav.language}>
    {languages.map((language) => (
      <a
        href={toLanguageLink(view, language)}
        lang={language}
        hreflang={language}
        aria-current={language === view.language ? 'true' : undefined}
        title={dictionaryOf(language).languageName}
      >
        {language.toUpperCase()}
      </a>
    ))}
  </nav>
)

const Bar = ({ view, name }: { view: View; name: LayoutProps['name'] }) => (
  <div class="bar">
    <a class="brand" href={toLink(view, '/')}>
      <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="18" r="2.6" />
        <path d="M7.2 13.4a6.8 6.8 0 0 1 9.6 0M3.6 9.6a12 12 0 0 1 16.8 0" />
      </svg>
      <b>{view.t.brand}</b> <span>{view.t.brandLead}</span>
    </a>
    {name === 'staff' || name === 'wall' ? (
      <nav class="pages" aria-label={view.t.nav.label}>
        <a href={toLink(view, '/staff')} aria-current={name === 'staff' ? 'page' : undefined}>
          {view.t.nav.staff}
        </a>
        <a href={toLink(view, '/wall')} aria-current={name === 'wall' ? 'page' : undefined}>
          {view.t.nav.wall}
        </a>
        <a href={toLink(view, '/')}>{view.t.nav.residents}</a>
      </nav>
    ) : null}
    <LanguageLinks view={view} />
  </div>
)

const Notices = ({ view, audience }: { view: View; audience: Audience }) => (
  <div class="notices">
    {view.isDemo ? <p class="notice demo">{view.t.notice.demo}</p> : null}
    <div id="monitor-notices" role="status">
      {toMonitorNotices(view, audience).map((text) => (
        <p class="notice">{text}</p>
      ))}
    </div>
  </div>
)

/** "Data pemeriksaan 9 Okt 2025, 15.53 WIB (32 detik lalu)." */
const toDataAge = (view: View): string => {
  const at = view.monitor.lastRound?.finishedAt
  if (at === undefined) return view.t.footer.noData
  return view.t.footer.data(view.format.dateTime(at), view.format.duration(view.now - at))
}

const Footer = ({ view }: { view: View }) => (
  <footer class="bottom">
    <p id="data-age">{toDataAge(view)}</p>
    <nav aria-label={view.t.nav.more}>
      <a href={toLink(view, '/')}>{view.t.nav.residents}</a>
      <a href={toLink(view, '/staff')}>{view.t.nav.staff}</a>
      <a href={toLink(view, '/wall')}>{view.t.nav.wall}</a>
      <a href={toLink(view, '/how-we-count')}>{view.t.nav.how}</a>
      <a href="/api/v1/openapi.json">{view.t.nav.api}</a>
    </nav>
  </footer>
)

/** A whole HTML document around one page. */
export const Layout = (props: LayoutProps) => {
  const { view, name } = props
  return (
    <html lang={view.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={name === 'wall' ? 'dark' : 'light dark'} />
        {props.description === undefined ? null : (
          <meta name="description" content={props.description} />
        )}
        {props.audience === 'staff' ? <meta name="robots" content="noindex" /> : null}
        <title>{`${props.title} · ${view.t.brand}`}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {view.assets.styles.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        {view.assets.scripts.map((src) => (
          <script type="module" src={src}></script>
        ))}
      </head>
      <body class={name}>
        <a class="skip" href="#content">
          {view.t.skip}
        </a>
        <GlyphSprite />
        <header class="top">
          <Bar view={view} name={name} />
          <Notices view={view} audience={props.audience} />
        </header>
        <main id="content" tabindex={-1}>
          {props.children}
        </main>
        <Footer view={view} />
      </body>
    </html>
  )
}
