import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.wire.test.ts'],
          pool: 'threads',
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'wire',
          include: ['test/**/*.wire.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          isolate: false,
          globalSetup: ['test/support/browser-setup.ts'],
          sequence: { groupOrder: 1 },
          maxConcurrency: 3,
          testTimeout: 45_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
