import * as E from 'fp-ts/Either';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Inspecting, inspectServer } from '../../src/app/inspect-server.ts';
import { accessibilityProblems, openPage, screenshot, startBrowser, timed, type WatchedPage } from './browser.ts';
import { manySteps } from './scripted-run.ts';

interface Opened {
  readonly steps: number;
  /** How many records its run has. */
  readonly records: number;
  readonly server: Inspecting;
  readonly watched: WatchedPage;
}

const openRun = async (steps: number): Promise<Opened> => {
  const records = await manySteps(steps);
  const served = await inspectServer({ port: 0, origin: 'a script', records, live: false });
  if (E.isLeft(served)) throw new Error(served.left);
  const watched = await openPage(browser, served.right.url);
  await watched.page.getByText(`record ${records.length} of ${records.length}`).waitFor();
  return { steps, records: records.length, server: served.right, watched };
};

let browser: Browser;
let large: Opened;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  large = await openRun(2_000);
  page = large.watched.page;
}, 60_000);
afterAll(async () => {
  await browser.close();
  await large.server.close();
});

/** The median of an interaction's repetitions, in milliseconds; prints it with the worst. Machines read these lines. */
const medianOf = async (
  { steps, watched }: Opened,
  what: string,
  count: number,
  action: (turn: number) => string,
): Promise<number> => {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) times.push(await timed(watched.page, action(turn)));
  times.sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  console.log(
    `bench inspector-${steps}-steps ${what} median_ms=${median.toFixed(1)} max_ms=${(times.at(-1) ?? 0).toFixed(1)} n=${count}`,
  );
  return median;
};

/** Enters a value as a person would: the page hears of it by an event. */
const enter = (id: string, value: string): string =>
  `const field = document.getElementById('${id}'); field.value = '${value}'; field.dispatchEvent(new Event('input', { bubbles: true }))`;

/** Everything that one does on the page of a large run; the medians by what was done. */
const useEverything = async (opened: Opened): Promise<Readonly<Record<string, number>>> => {
  const { records, watched } = opened;
  const scrubTo = (part: number): string => enter('scrub', String(Math.round(part * records)));
  const forward = await medianOf(opened, 'scrub-forward', 15, (turn) => scrubTo(0.1 + turn * 0.025));
  const back = await medianOf(opened, 'scrub-back', 15, (turn) => scrubTo(0.9 - turn * 0.05));
  const select = await medianOf(
    opened,
    'select-step',
    10,
    (turn) =>
      `document.querySelectorAll('.cell')[${turn * 180}].dispatchEvent(new MouseEvent('click', { bubbles: true }))`,
  );
  // The lane is scrolled into sight, and only then drawn: a frame or two after the click was answered.
  await watched.page.locator('.lane.selected').waitFor();
  await watched.page.keyboard.press('Escape');
  const filter = await medianOf(opened, 'filter-records', 10, (turn) =>
    enter('filter', turn % 2 === 0 ? `main started ${turn}` : ''),
  );
  const scroll = await medianOf(
    opened,
    'scroll-timeline',
    10,
    (turn) => `document.querySelector('.lanes').scrollTo(0, ${turn * 4000})`,
  );
  return { forward, back, select, filter, scroll };
};

describe('a run of 2,000 steps', () => {
  it('is drawn as groups, every step a square in one of them', async () => {
    expect(await page.locator('.group').count()).toBe(40);
    expect(await page.locator('.cell').count()).toBe(2000);
    expect(await page.locator('.counts').innerText()).toContain('Pass');
    await screenshot(page, 'many-light');
  });

  it('has only the rows in the document that are in sight', async () => {
    expect(await page.locator('.lane').count()).toBeLessThan(60);
    expect(await page.locator('.record').count()).toBeLessThan(60);
    expect(await page.locator('.verdict-list li').count()).toBeLessThan(60);
  });

  it('answers to scrubbing, selecting, filtering and scrolling within a tenth of a second', async () => {
    const medians = await useEverything(large);
    expect(await page.getByPlaceholder('Filter').inputValue()).toBe('');
    await page.getByRole('button', { name: 'To the end' }).click();
    await page.getByText(`record ${large.records} of ${large.records}`).waitFor();
    expect(large.watched.complaints).toEqual([]);
    for (const [what, median] of Object.entries(medians)) expect(median, what).toBeLessThan(100);
  });

  it('shows the steps of a group alone', async () => {
    await page
      .getByRole('button', { name: /^disk-fill\s*50 steps/ })
      .first()
      .click();
    await page.getByText('50 steps of disk-fill').waitFor();
    expect(await page.locator('.verdict-list').innerText()).not.toContain('pod-delete');
    await screenshot(page, 'many-group-light');
    await page.getByRole('button', { name: 'All steps' }).click();
  });

  it('has no accessibility problem in dark, in the middle of the run', async () => {
    const dark = await openPage(browser, `${large.server.url}#at=12000&step=pod-delete-w4-050`, { scheme: 'dark' });
    await dark.page.getByText('record 12000 of').waitFor();
    expect(await accessibilityProblems(dark.page)).toEqual([]);
    await screenshot(dark.page, 'many-dark');
    expect(dark.complaints).toEqual([]);
    await dark.page.close();
  });
});
