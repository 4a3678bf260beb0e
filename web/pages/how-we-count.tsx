/** `/how-we-count`: classes, formulas and rules behind every figure, with an example that can be followed by hand. */
import type { Child } from 'hono/jsx'
import { howWordsOf, type HowWords } from '../i18n/how-we-count.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

interface SectionProps {
  readonly id: string
  readonly title: string
  readonly text: readonly string[]
  readonly children?: Child
}

const Section = ({ id, title, text, children }: SectionProps) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {text.map((paragraph) => (
      <p>{paragraph}</p>
    ))}
    {children}
  </section>
)

interface Definition {
  readonly name: string
  readonly formula: string
}

const Definitions = ({ items }: { items: readonly Definition[] }) => (
  <dl>
    {items.map(({ name, formula }) => (
      <div>
        <dt>{name}</dt>
        <dd>{formula}</dd>
      </div>
    ))}
  </dl>
)

interface TableProps {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly [string, ...string[]])[]
}

const Table = ({ title, heads, rows }: TableProps) => (
  <table class="stacking">
    <caption class="visually-hidden">{title}</caption>
    <thead>
      <tr>
        {heads.map((head) => (
          <th scope="col">{head}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([first, ...cells]) => (
        <tr>
          <th scope="row">{first}</th>
          {cells.map((cell, index) => (
            <td data-label={heads[index + 1]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

const Classes = ({ words: { classes } }: { words: HowWords }) => (
  <Section id="classes" title={classes.title} text={classes.text}>
    <Table
      title={classes.title}
      heads={classes.heads}
      rows={classes.rows.map(({ name, meaning, views }) => [name, meaning, views])}
    />
  </Section>
)

const Example = ({ words: { example } }: { words: HowWords }) => (
  <Section id="example" title={example.title} text={example.text}>
    <Table
      title={example.title}
      heads={example.heads}
      rows={example.rows.map((row) => [row.case, row.ratio, row.coverage, row.printed])}
    />
  </Section>
)

/** The page. */
export const HowWeCountPage = ({ view }: { view: View }) => {
  const words = howWordsOf(view.language)
  const { figures, coverage, blind, rounding, sets } = words
  return (
    <Layout view={view} title={words.title} description={words.lead} audience="public" name="how">
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <Classes words={words} />
      <Section id="formulas" title={figures.title} text={figures.text}>
        <Definitions items={figures.formulas} />
      </Section>
      <Section id="coverage" title={coverage.title} text={coverage.text}>
        <Definitions items={coverage.verdicts} />
      </Section>
      <Section id="blind" title={blind.title} text={blind.text} />
      <Section id="rounding" title={rounding.title} text={rounding.text} />
      <Section id="sets" title={sets.title} text={sets.text} />
      <Example words={words} />
    </Layout>
  )
}
