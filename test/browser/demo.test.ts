import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, screenshot, startBrowser } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

describe('a demo', () => {
  it('is followed from its first record to its end', async () => {
    const program = path.join(import.meta.dirname, '../../src/main.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program, 'demo', '--inspect', '--json']);
    try {
      let said = '';
      const url = await new Promise<string>((resolve) =>
        child.stderr.on('data', (part) => {
          said += String(part);
          const [found] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        }),
      );
      const { page, complaints } = await openPage(browser, url);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('Ended', { exact: true }).waitFor();
      expect(await page.locator('.counts').innerText()).toMatch(/^\s*\d+ Pass/);
      expect(await page.locator('.run .badge').innerText()).toMatch(/Pass|Fail|Error/);
      await screenshot(page, 'demo-light');
      await page.getByLabel('Machine', { exact: true }).selectOption('runner');
      await page.getByText(/^\d+ of \d+ records$/).waitFor();
      expect(new Set(await page.locator('.record .who').allInnerTexts())).toEqual(new Set(['runner']));
      await page.close();
      expect(complaints).toEqual([]);
    } finally {
      child.kill('SIGINT');
    }
    expect(await new Promise((resolve) => child.on('close', resolve))).toBeLessThan(4);
  });
});
