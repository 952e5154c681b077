import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumLaunch } from './chromium.js';

/**
 * Global set-up of the project `wire`: one browser per run, which every test file connects to. When it cannot be started, only the browser
 * stories fail, with the reason.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: BrowserServer | undefined;
  try {
    server = await chromium.launchServer(await chromiumLaunch());
    project.provide('browser', { endpoint: server.wsEndpoint() });
  } catch (error) {
    project.provide('browser', { failure: error instanceof Error ? error.message : 'unknown' });
  }
  return async () => server?.close();
}

declare module 'vitest' {
  interface ProvidedContext {
    browser: { endpoint: string } | { failure: string };
  }
}
