/** How the suite runs on two cores: cheap tests side by side, heavy ones after them and one by one. */
import { defineConfig } from 'vitest/config'

/** Tests that start servers, browsers or floods of sockets: side by side they would measure each other. */
const heavyTests = ['test/{journey,browser,faults}/**/*.test.{ts,tsx}']

/** Endurance tests (`npm run test:long`), too slow for every change. */
const longTests = ['test/**/*.long.test.ts']

/** Rules and pages whose answer must not depend on the zone of the machine. */
const zoneTests = ['test/{domain,reports,web}/**/*.test.{ts,tsx}']

const isLongRun = process.env['TITIK_TEST'] === 'long'

/** The zone in which zone tests run a second time: one with clock changes, unless the machine has that one. */
const otherZone = process.env['TZ'] === 'America/New_York' ? 'UTC' : 'America/New_York'

const everyRun = [
  {
    extends: true as const,
    test: {
      name: 'rooms',
      include: ['test/**/*.test.{ts,tsx}'],
      exclude: [...heavyTests, ...longTests],
      sequence: { groupOrder: 0 },
    },
  },
  {
    extends: true as const,
    test: {
      name: 'other zone',
      include: zoneTests,
      exclude: longTests,
      env: { TZ: otherZone },
      sequence: { groupOrder: 0 },
    },
  },
  {
    extends: true as const,
    test: {
      name: 'heavy',
      include: heavyTests,
      exclude: longTests,
      testTimeout: 90_000,
      hookTimeout: 60_000,
      maxWorkers: 1,
      sequence: { groupOrder: 1 },
    },
  },
]

const longRun = [
  {
    extends: true as const,
    test: {
      name: 'long',
      include: longTests,
      testTimeout: 15 * 60_000,
      hookTimeout: 60_000,
      maxWorkers: 1,
    },
  },
]

export default defineConfig({
  test: {
    // Children have an environment and file descriptors of their own: threads would share the process's.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['./test/reporter.ts'],
    projects: isLongRun ? longRun : everyRun,
  },
})
