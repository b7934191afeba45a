import * as E from 'fp-ts/Either';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Inspecting, inspectServer } from '../../src/app/inspect-server.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { accessibilityProblems, openPage, screenshot, startBrowser, timed, type WatchedPage } from './browser.ts';
import { thousandSteps } from './scripted-run.ts';

let browser: Browser;
let records: readonly AuditRecord[];
let server: Inspecting;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, records] = await Promise.all([startBrowser(), thousandSteps()]);
  const served = await inspectServer({ port: 0, origin: 'a script', records, live: false });
  if (E.isLeft(served)) throw new Error(served.left);
  server = served.right;
  watched = await openPage(browser, server.url);
  page = watched.page;
  await page.getByText(`record ${records.length} of ${records.length}`).waitFor();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Prints the median and the worst of repetitions; machines read these lines. */
const report = (what: string, times: readonly number[]): void => {
  const sorted = [...times].sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  console.log(
    `bench inspector-1000-steps ${what} median_ms=${median.toFixed(1)} max_ms=${(sorted.at(-1) ?? 0).toFixed(1)} n=${times.length}`,
  );
};

const repeated = async (count: number, action: (turn: number) => string): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) times.push(await timed(page, action(turn)));
  return times;
};

/** Enters a value as a person would: the page hears of it by an event. */
const enter = (id: string, value: string): string =>
  `const field = document.getElementById('${id}'); field.value = '${value}'; field.dispatchEvent(new Event('input', { bubbles: true }))`;

describe('a run of a thousand steps', () => {
  it('is drawn as groups, every step a square in one of them', async () => {
    expect(await page.locator('.group').count()).toBe(20);
    expect(await page.locator('.cell').count()).toBe(1000);
    expect(await page.locator('.counts').innerText()).toContain('Pass');
    await screenshot(page, 'thousand-light');
  });

  it('has only the rows in the document that are in sight', async () => {
    expect(await page.locator('.lane').count()).toBeLessThan(60);
    expect(await page.locator('.record').count()).toBeLessThan(60);
    expect(await page.locator('.verdict-list li').count()).toBeLessThan(60);
  });

  it('answers to scrubbing, selecting, filtering and scrolling', async () => {
    report('scrub-forward', await repeated(15, (turn) => enter('scrub', String(1000 + turn * 600))));
    expect(await page.locator('.moment').innerText()).toContain('record 9400 of');
    report('scrub-back', await repeated(15, (turn) => enter('scrub', String(11_000 - turn * 650))));
    const click = (turn: number): string =>
      `document.querySelectorAll('.cell')[${turn * 90}].dispatchEvent(new MouseEvent('click', { bubbles: true }))`;
    report('select-step', await repeated(10, click));
    // The lane is scrolled into sight, and only then drawn: a frame or two after the click was answered.
    await page.locator('.lane.selected').waitFor();
    await page.keyboard.press('Escape');
    report(
      'filter-records',
      await repeated(10, (turn) => enter('filter', turn % 2 === 0 ? `main started ${turn}` : '')),
    );
    expect(await page.getByPlaceholder('Filter').inputValue()).toBe('');
    report(
      'scroll-timeline',
      await repeated(10, (turn) => `document.querySelector('.lanes').scrollTo(0, ${turn * 2000})`),
    );
    await page.getByRole('button', { name: 'To the end' }).click();
    await page.getByText(`record ${records.length} of ${records.length}`).waitFor();
    expect(watched.complaints).toEqual([]);
  });

  it('shows the steps of a group alone', async () => {
    await page
      .getByRole('button', { name: /^disk-fill\s*50 steps/ })
      .first()
      .click();
    await page.getByText('50 steps of disk-fill').waitFor();
    expect(await page.locator('.verdict-list').innerText()).not.toContain('pod-delete');
    await screenshot(page, 'thousand-group-light');
    await page.getByRole('button', { name: 'All steps' }).click();
  });

  it('has no accessibility problem in dark, in the middle of the run', async () => {
    const dark = await openPage(browser, `${server.url}#at=6000&step=pod-delete-w2-050`, { scheme: 'dark' });
    await dark.page.getByText('record 6000 of').waitFor();
    expect(await accessibilityProblems(dark.page)).toEqual([]);
    await screenshot(dark.page, 'thousand-dark');
    expect(dark.complaints).toEqual([]);
    await dark.page.close();
  });
});
