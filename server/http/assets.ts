/** Built files of the browser side: read once at start, so that nothing else on the disk can be asked for. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Context } from 'hono'
import type { Document, DocumentSource } from './document.ts'
import { compressDocument, sendDocument, toPlainDocument } from './document.ts'
import type { HeaderSet } from './headers.ts'
import type { HttpEnv } from './request.ts'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

const isCompressible = (type: string): boolean => /^text\/|json|svg/.test(type)

export interface Assets {
  /** The answer for a path such as `/assets/staff-4f2a.js`; null when there is no such file. */
  readonly send: (c: Context<HttpEnv>, path: string) => Response | null
  /** Resolves when the compressed variants are ready; until then files are sent as they are. */
  readonly settle: () => Promise<void>
}

const listFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

const readSource = (file: string, headers: HeaderSet): DocumentSource => {
  const bytes = new Uint8Array(readFileSync(file))
  return {
    bytes,
    tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    headers: { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' },
  }
}

/** Reads every file under `webRoot/assets`; without that folder there is nothing to send. */
export const createAssets = (webRoot: string, headers: HeaderSet): Assets => {
  const folder = join(webRoot, 'assets')
  const documents = new Map<string, Document>()
  const compressible: [string, DocumentSource][] = []
  for (const file of listFiles(folder)) {
    const path = `/assets${file.slice(folder.length).replaceAll('\\', '/')}`
    const source = readSource(file, headers)
    documents.set(path, toPlainDocument(source))
    if (isCompressible(source.headers['Content-Type'] ?? '')) compressible.push([path, source])
  }
  const compressAll = async (): Promise<void> => {
    for (const [path, source] of compressible) {
      documents.set(path, await compressDocument(source, 'lasting'))
    }
  }
  const compressing = compressAll()
  return {
    send: (c, path) => {
      const document = documents.get(path)
      return document === undefined ? null : sendDocument(c, document)
    },
    settle: () => compressing,
  }
}
