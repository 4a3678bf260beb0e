/** The program's version, as package.json says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-root.ts'

const readVersion = (): string => {
  const parsed: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const found = typeof parsed === 'object' && parsed !== null && 'version' in parsed
  return found ? String(parsed.version) : 'unknown'
}

export const version = readVersion()
