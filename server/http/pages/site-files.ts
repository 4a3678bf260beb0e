/** Small files that browsers and crawlers ask for at fixed addresses. */

/** The mark of the site: a point that sends. Legible on light and dark tabs. */
export const faviconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#005a8f"/><g fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"><path d="M9.8 17.6a8.8 8.8 0 0 1 12.4 0M5.8 12.6a14.4 14.4 0 0 1 20.4 0"/></g><circle cx="16" cy="23" r="3" fill="#fff"/></svg>
`

/** The residents' pages may be found; data and filters need no crawler. */
export const robotsText = `User-agent: *
Disallow: /api/
Disallow: /residents.json
Disallow: /*?*
`
