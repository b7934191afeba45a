import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const root = path.join(import.meta.dirname, '../..');

/** Debian's Chromium, with nothing of its own that would go to the network. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page and everything that it must not do: messages on its console, and requests to anything but `allowed`. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
}

export const openPage = async (
  browser: Browser,
  url: string,
  options: { readonly scheme?: 'light' | 'dark'; readonly height?: number; readonly width?: number } = {},
): Promise<WatchedPage> => {
  const { scheme = 'light', height = 1000, width = 1440 } = options;
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height }, reducedMotion: 'reduce' });
  const complaints: string[] = [];
  const allowed = url.startsWith('file:') ? (url.split('#')[0] ?? url) : new URL(url).origin;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const wanted = request.url();
    if (!wanted.startsWith(allowed) && !wanted.startsWith('data:')) complaints.push(`foreign request: ${wanted}`);
  });
  await page.goto(url);
  return { page, complaints };
};

/** Keeps what the page looks like among the build's output. */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  const folder = path.join(root, 'output/screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
};

/** What axe-core has to say against the page, one line per rule and element. */
export const accessibilityProblems = async (page: Page): Promise<readonly string[]> => {
  // Through the browser's debugger, which a strict policy of the page does not bind.
  await page.evaluate(axeSource());
  const found = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.replaceAll('\n', ' ')}`),
  );
};

let axe: string | undefined;
const axeSource = (): string => {
  axe ??= process.getBuiltinModule('node:fs').readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
  return axe;
};

/**
 * Milliseconds from an action to the frame that shows what it did, measured in the page: what a person waits for, without
 * the way between test and browser. `action`: a statement of JavaScript.
 */
export const timed = (page: Page, action: string): Promise<number> =>
  page.evaluate(`(async () => {
    const begin = performance.now();
    ${action};
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - begin;
  })()`);
