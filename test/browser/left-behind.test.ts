import * as E from 'fp-ts/Either';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Inspecting, inspectServer } from '../../src/app/inspect-server.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { accessibilityProblems, openPage, screenshot, startBrowser, type WatchedPage } from './browser.ts';
import { fiveSteps } from './scripted-run.ts';

let browser: Browser;
let served: Inspecting;
const opened: WatchedPage[] = [];

const targets = [`pod/${'checkout-payment-service-'.repeat(6)}6f7c9d8b5c-x2kqp`, 'pod/b', '3 more'];

/** Five steps, of which one passed and left its targets marked as injected. */
const marked = async (): Promise<readonly AuditRecord[]> =>
  (await fiveSteps()).map((record) =>
    record.subject === 'pod-delete' && record.data.event.type === 'CLEANED'
      ? { ...record, data: { ...record.data, event: { ...record.data.event, injected: targets } } }
      : record,
  );

beforeAll(async () => {
  browser = await startBrowser();
  const serving = await inspectServer({ port: 0, origin: 'a script', records: await marked(), live: false });
  if (E.isLeft(serving)) throw new Error(serving.left);
  served = serving.right;
});
afterAll(async () => {
  await served.close();
  await browser.close();
});
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  for (const { page } of opened.splice(0)) await page.close();
  expect(complaints).toEqual([]);
});

/** `selection`: what stands behind the `#` of the address. */
const visit = async (selection = '', options: Parameters<typeof openPage>[2] = {}): Promise<Page> => {
  const watched = await openPage(browser, `${served.url}${selection}`, options);
  opened.push(watched);
  return watched.page;
};

describe('a run that has left something behind', () => {
  it('says so above all else and at the step, whose verdict stands', async () => {
    const page = await visit();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(
      /^A fault may still be on\s+When pod-delete had ended, its ChaosResult still marked pod\/.*, pod\/b and 3 more as/,
    );
    expect((await page.locator('.counts').innerText()).split(/\s*\n\s*/)).toEqual(['3 Pass', '1 Fail', '1 Skipped']);
    await page
      .getByRole('button', { name: /^pod-delete\b/ })
      .first()
      .click();
    expect(await page.locator('.facts').innerText()).toMatch(/Left behind\s+When pod-delete had ended/);
    expect(await page.locator('.path').innerText()).toContain('still marked as injected: pod/');
  });

  it('says nothing of the kind at a moment before', async () => {
    const page = await visit('#at=5');
    await page.getByRole('heading', { name: 'Batch' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 420],
    ['dark', 420],
  ] as const)('has room and contrast for it, %s and %i pixels wide', async (scheme, width) => {
    const page = await visit('#step=pod-delete', { scheme, width, height: 900 });
    await page.getByRole('alert').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await screenshot(page, `left-behind-${width}-${scheme}`);
  });
});
