/** How the tests run: `unit` on the sources, `e2e` on the executable, which is built once before. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.e2e.test.ts'] } },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          globalSetup: ['test/cli/build.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
