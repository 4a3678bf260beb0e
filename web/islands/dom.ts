/** Builds elements from text nodes; there is no way here to write HTML as text. */

const svgNamespace = 'http://www.w3.org/2000/svg'

/** An element with a class and children; strings become text nodes. */
export const createElement = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

/** An SVG element with attributes. */
export const createSvg = <Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] => {
  const element = document.createElementNS(svgNamespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** The shape of a state, from the sprite that every page carries. */
export const createGlyph = (state: string): SVGSVGElement =>
  createSvg(
    'svg',
    { class: 'glyph', 'aria-hidden': 'true' },
    createSvg('use', { href: `#g-${state}` }),
  )

/** Replaces the state that a glyph shows. */
export const setGlyph = (glyph: Element, state: string): void => {
  glyph.querySelector('use')?.setAttribute('href', `#g-${state}`)
}

/** The element that the page must have. */
export const getElement = (id: string): HTMLElement => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page has no element ${id}`)
  return element
}

/** Changes text only when it differs, so that screen readers and selections are left alone. */
export const setText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}
