// Browser journeys: the real product in a real Chromium, one server per spec file.
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
// biome-ignore lint/suspicious/noUndeclaredEnvVars: journeys are no turbo task
const wished = process.env.WEIR_CHROMIUM;
const executablePath = wished ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results',
  workers: 1,
  // A test that needs a second try says something about the product.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 8_000 },
  reporter: [['list']],
  // Pictures for the documents are made on demand: `--grep @screenshots`.
  ...(process.argv.some((argument) => argument.includes('@screenshots'))
    ? {}
    : { grepInvert: /@screenshots/ }),
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    actionTimeout: 8_000,
    trace: 'off',
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
