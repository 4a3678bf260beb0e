/** Built files of a page: from the manifest, or none at all. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readAssets } from '../../../server/http/pages/assets.ts'
import { createApp } from '../fixture.ts'

const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'titik-assets-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  return folder
}

const createRoot = (manifest: unknown): string => {
  const folder = createFolder()
  mkdirSync(join(folder, '.vite'))
  writeFileSync(join(folder, '.vite/manifest.json'), JSON.stringify(manifest))
  return folder
}

const names = ['residents', 'hotspot', 'staff', 'wall']

interface Entry {
  readonly file: string
  readonly css?: readonly string[]
}

const whole: Readonly<Record<string, Entry>> = {
  'web/styles/base.css': { file: 'assets/base-1.css' },
  ...Object.fromEntries(
    names.flatMap((name): [string, Entry][] => [
      [`web/styles/${name}.css`, { file: `assets/${name}-2.css` }],
      [`web/islands/${name}.ts`, { file: `assets/${name}-3.js`, css: [`assets/${name}-4.css`] }],
    ]),
  ),
}

describe('files of a page', () => {
  test('each page loads the common style, its own, and its script', () => {
    const assets = readAssets(createRoot(whole))
    expect(assets.staff).toEqual({
      styles: ['/assets/base-1.css', '/assets/staff-2.css', '/assets/staff-4.css'],
      scripts: ['/assets/staff-3.js'],
    })
    expect(assets.missing).toEqual({ styles: ['/assets/base-1.css'], scripts: [] })
  })

  test('without a build a page has neither styles nor scripts, and still answers', async () => {
    const folder = createFolder()
    expect(readAssets(folder).staff).toEqual({ styles: [], scripts: [] })
    const { app } = createApp({ webRoot: folder })
    expect((await app.request('/staff')).status).toBe(200)
  })

  test('a build that lacks a file is refused at the start', () => {
    const part = { ...whole, 'web/islands/staff.ts': undefined }
    expect(() => readAssets(createRoot(part))).toThrow('web/islands/staff.ts')
    expect(() => createApp({ webRoot: createRoot(part) })).toThrow('build again')
  })
})
