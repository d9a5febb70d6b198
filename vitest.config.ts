/** How the tests run: `unit` on the sources, `e2e` on the executable, which is built once before. */
import { defineConfig } from 'vitest/config';

/** What runs the executable. */
const e2e = ['test/**/*.e2e.test.ts', 'test/readme.test.ts'];

export default defineConfig({
  test: {
    // Else one core is left free for an editor: tests that wait for processes and sockets need none.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...e2e],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: e2e,
          globalSetup: ['test/cli/build.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
