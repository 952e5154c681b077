import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { inject } from 'vitest';
import './browser-setup.js';
import { chromiumLaunch } from './chromium.js';
import { SandboxPage } from './sandbox-page.js';

let opened: Promise<Browser> | undefined;

/** The one browser of this run: the one that `browser-setup.ts` started, or one of this process when it did not run. */
function browser(): Promise<Browser> {
  opened ??= openBrowser();
  return opened;
}

async function openBrowser(): Promise<Browser> {
  const provided = inject('browser');
  if (provided === undefined) return chromium.launch(await chromiumLaunch());
  if ('failure' in provided) throw new Error(`The browser could not be started: ${provided.failure}`);
  return chromium.connect(provided.endpoint);
}

/** How a story's window looks. */
export interface StoryOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/**
 * Opens the sandbox page at `url` in a context of its own, waits until it shows its workspace, tells the story and closes the context.
 * Fails when the page logged an error or broke its content security policy during the story.
 */
export async function withPage(
  url: string,
  story: (page: SandboxPage) => Promise<void>,
  options: StoryOptions = {},
): Promise<void> {
  const { width = 1280, height = 800, colorScheme = 'light' } = options;
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Stockholm',
    reducedMotion: 'reduce',
  });
  try {
    await tell(context, url, story);
  } finally {
    await context.close();
  }
}

async function tell(context: BrowserContext, url: string, story: (page: SandboxPage) => Promise<void>): Promise<void> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
  });
  const sandbox = new SandboxPage(page);
  await page.goto(url);
  await sandbox.ready();
  await story(sandbox);
  if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
}

/** A refused act is an answer like another, the page explains it; pictures may be missing. */
const expected =
  /Failed to load resource|violates the following Content Security Policy directive: "img-src|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/;
