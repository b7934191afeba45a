import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Inspecting, inspectServer } from '../../src/app/inspect-server.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { accessibilityProblems, openPage, screenshot, startBrowser, type WatchedPage } from './browser.ts';
import { fiveSteps } from './scripted-run.ts';

let browser: Browser;
let five: readonly AuditRecord[];
const serving: Inspecting[] = [];
const opened: WatchedPage[] = [];

beforeAll(async () => {
  [browser, five] = await Promise.all([startBrowser(), fiveSteps()]);
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  for (const { page } of opened.splice(0)) await page.close();
  for (const one of serving.splice(0)) await one.close();
  expect(complaints).toEqual([]);
});

const serve = async (records: readonly AuditRecord[], live = false, port = 0): Promise<Inspecting> => {
  const served = await inspectServer({ port, origin: 'a script', records, live });
  if (E.isLeft(served)) throw new Error(served.left);
  serving.push(served.right);
  return served.right;
};

const visit = async (url: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> => {
  const watched = await openPage(browser, url, options);
  opened.push(watched);
  return watched.page;
};

const phase = (page: Page, step: string) => page.getByRole('button', { name: new RegExp(`^${step}\\b`) }).first();
const outcomes = (page: Page) => page.locator('.counts').innerText();
const moment = (page: Page) => page.locator('.moment').innerText();

describe('a run of five steps', () => {
  it('is shown in every view', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByRole('heading', { name: 'shop / checkout' }).waitFor();
    expect((await outcomes(page)).split(/\s*\n\s*/)).toEqual(['3 Pass', '1 Fail', '1 Skipped']);
    for (const name of ['Batch', 'Supervisor', 'Timeline', 'Records', 'Verdicts'])
      expect(await page.getByRole('heading', { name }).isVisible()).toBe(true);
    expect(await phase(page, 'pod-cpu-hog').textContent()).toContain('Fail');
    expect(await page.locator('.lane').count()).toBe(5);
    expect(await page.locator('.lane .bar.phase-Injecting').count()).toBe(5);
    expect(await page.locator('.records .hint').innerText()).toBe(`${five.length} records`);
    expect(await page.title()).toBe('checkout · chaos-runner');
    await screenshot(page, 'overview-light');
  });

  it('shows the machine of a selected step with its state and the path that it took', async () => {
    const page = await visit((await serve(five)).url);
    await phase(page, 'pod-network-latency').click();
    await page.getByRole('heading', { name: 'pod-network-latency' }).waitFor();
    const picture = page.locator('.machine-picture');
    expect(await picture.locator('.node.current').getAttribute('data-state')).toBe('Verdict');
    const taken = await picture
      .locator('.edge.taken')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-events')));
    expect(taken).toContain('JOB_CREATED');
    expect(taken).toContain('RESULT_READ');
    expect(taken).not.toContain('ABORT');
    await page.getByLabel('Attempt').selectOption('1.1');
    expect(await page.locator('.path').innerText()).toContain('CollectingLog');
    await screenshot(page, 'step-light');
  });

  it('is drawn along its whole way, also through states that only decide where to go', async () => {
    const page = await visit((await serve(five)).url);
    await phase(page, 'pod-delete').click();
    const picture = page.locator('.machine-picture');
    const taken = await picture
      .locator('.edge.taken')
      .evaluateAll((all) => all.map((one) => `${one.getAttribute('data-from')} > ${one.getAttribute('data-to')}`));
    expect(taken).toContain('CleaningUp.Deleting > CleaningUp.Ended');
    expect(taken).toContain('CleaningUp.Ended > CleaningUp.Removed');
    expect(taken).toContain('CleaningUp.Removed > Verdict');
    expect(taken).not.toContain('CleaningUp.Recording > CleaningUp.Ended');
    expect(await picture.locator('.node.visited[data-state="CleaningUp.Removed"]').count()).toBe(1);
  });

  it('is shown as it was at an earlier moment, in every view', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByRole('slider').fill('20');
    expect(await moment(page)).toContain(`record 20 of ${five.length}`);
    expect(await phase(page, 'pod-cpu-hog').textContent()).not.toContain('Fail');
    expect(await outcomes(page)).not.toContain('Fail');
    expect(await page.locator('.records .hint').innerText()).toBe('20 records');
    expect(await page.locator('.run .badge').innerText()).toBe('Running');
    await screenshot(page, 'earlier-light');
    await page.getByRole('button', { name: 'To the end' }).click();
    expect(await outcomes(page)).toContain('1 Fail');
  });

  it('moves by a click on the scale of the timeline', async () => {
    const page = await visit((await serve(five)).url);
    const scale = page.locator('.scale');
    const { width = 0 } = (await scale.boundingBox()) ?? {};
    await scale.click({ position: { x: width / 2, y: 20 } });
    expect(await moment(page)).toMatch(/09:30:[23]\d/);
  });

  it('shows the records that a filter leaves, and one of them in full', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByPlaceholder('Filter').fill('job created cpu');
    await page.getByText(`1 of ${five.length} records`).waitFor();
    await page.locator('.record button').click();
    expect(await page.locator('.detail').innerText()).toContain('"type": "JOB_CREATED"');
    await page.getByPlaceholder('Filter').fill('no such thing');
    await page.getByText('No record matches').waitFor();
    await page.getByPlaceholder('Filter').fill('');
    await page.getByLabel('Cause').selectOption('kubernetes');
    await page.getByText(new RegExp(`^\\d+ of ${five.length} records$`)).waitFor();
    expect(new Set(await page.locator('.actor').allInnerTexts())).toEqual(new Set(['kubernetes']));
    await screenshot(page, 'records-light');
  });

  it('keeps what is selected in the address', async () => {
    const { url } = await serve(five);
    const first = await visit(url);
    await phase(first, 'node-drain').click();
    await first.getByRole('slider').fill('50');
    const second = await visit(first.url());
    await second.getByRole('heading', { name: 'node-drain' }).waitFor();
    expect(await moment(second)).toContain(`record 50 of ${five.length}`);
  });

  it('is read by keyboard alone', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByRole('heading', { name: 'Batch' }).waitFor();
    await page.keyboard.press('Home');
    expect(await moment(page)).toContain(`record 1 of ${five.length}`);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await moment(page)).toContain(`record 11 of ${five.length}`);
    await page.keyboard.press('ArrowLeft');
    expect(await moment(page)).toContain(`record 10 of ${five.length}`);
    await page.keyboard.press('ArrowRight');
    expect(await moment(page)).toContain(`record 11 of ${five.length}`);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    await page.keyboard.press('End');
    expect(await moment(page)).toContain(`record ${five.length} of ${five.length}`);
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'pod-delete', exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: 'pod-delete', exact: true }).waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('filter');
    await page.keyboard.type('jk');
    expect(await page.getByPlaceholder('Filter').inputValue()).toBe('jk');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Supervisor' }).waitFor();
    await phase(page, 'pod-cpu-hog').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'pod-cpu-hog' }).waitFor();
  });

  it('replays by itself', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText(new RegExp(`record [5-9] of ${five.length}`)).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await page.getByRole('button', { name: 'Replay' }).isVisible()).toBe(true);
  });

  it.each(['light', 'dark'] as const)('has no accessibility problem in %s', async (scheme) => {
    const { url } = await serve(five);
    const page = await visit(`${url}#step=pod-network-latency&record=42`, { scheme });
    await page.getByRole('heading', { name: 'pod-network-latency' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, `step-and-record-${scheme}`);
  });

  it('has no accessibility problem on a narrow screen, at an earlier moment', async () => {
    const page = await visit(`${(await serve(five)).url}#at=30`, { width: 420, height: 900 });
    await page.getByRole('heading', { name: 'Batch' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await screenshot(page, 'narrow-light');
  });

  it('is printed whole', async () => {
    const page = await visit((await serve(five)).url);
    await page.getByRole('heading', { name: 'Batch' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    await page
      .locator('.record')
      .nth(five.length - 1)
      .waitFor();
    expect(await page.getByPlaceholder('Filter').isVisible()).toBe(false);
    await screenshot(page, 'print');
  });

  it('makes the picture of the README', async () => {
    const page = await visit(`${(await serve(five)).url}#step=pod-network-latency&at=43`, { width: 1280 });
    await page.getByRole('heading', { name: 'pod-network-latency' }).waitFor();
    const file = path.join(import.meta.dirname, '../../output/screenshots/inspector.png');
    await screenshot(page, 'inspector');
    expect(statSync(file).size).toBeLessThan(300 * 1024);
    if (process.env.UPDATE_IMAGES)
      copyFileSync(file, path.join(import.meta.dirname, '../../docs/images/inspector.png'));
  });
});

describe('a run that goes on', () => {
  it('appears record by record', async () => {
    const server = await serve([], true);
    const page = await visit(server.url);
    await page.getByRole('heading', { name: 'No record yet' }).waitFor();
    await screenshot(page, 'empty-light');
    for (const record of five.slice(0, 30)) server.push(record);
    await page.getByText('record 30 of 30').waitFor();
    expect(await page.locator('.link').innerText()).toBe('Live');
    await screenshot(page, 'live-light');
    for (const record of five.slice(30)) server.push(record);
    await page.getByText(`record ${five.length} of ${five.length}`).waitFor();
    server.end();
    await page.getByText('Ended', { exact: true }).waitFor();
    expect(await outcomes(page)).toContain('3 Pass');
  });

  it('says that it is being stopped while it is aborted', async () => {
    const aborting = five.slice(0, 30).map((record) => {
      const { outcome: _, ...data } = record.data;
      return data.machine === 'supervisor' && data.event.type === 'RUN_OPENED'
        ? { ...record, data: { ...data, to: 'Aborting', event: { ...data.event, type: 'ABORT' } } }
        : record;
    });
    const page = await visit((await serve(aborting, true)).url);
    await page.getByText('record 30 of 30').waitFor();
    expect(await page.locator('.run .badge').innerText()).toBe('Being stopped');
  });

  it('stays at the moment that was chosen while new records come', async () => {
    const server = await serve(five.slice(0, 40), true);
    const page = await visit(server.url);
    await page.getByRole('slider').fill('20');
    for (const record of five.slice(40)) server.push(record);
    await page.getByText(`record 20 of ${five.length}`).waitFor();
    await page.getByRole('button', { name: 'Back to live' }).click();
    await page.getByText(`record ${five.length} of ${five.length}`).waitFor();
  });

  it('goes on behind its last record when the server is started again', async () => {
    const first = await serve(five.slice(0, 25), true);
    const watched = await openPage(browser, first.url);
    const { page } = watched;
    await page.getByText('record 25 of 25').waitFor();
    await first.close();
    await page.getByText('Connection lost').waitFor();
    await screenshot(page, 'lost-light');
    await serve(five, true, Number(new URL(first.url).port));
    await page.getByText(`record ${five.length} of ${five.length}`).waitFor();
    expect(await page.locator('.link').innerText()).toBe('Live');
    // The browser itself says on the console that the server was gone.
    const others = watched.complaints.filter((complaint) => !complaint.includes('net::ERR_'));
    await page.close();
    expect(others).toEqual([]);
  });

  it('begins anew when another run is served in its place', async () => {
    const other = five.map((record) => ({ ...record, id: record.id.replace('k3v9q2m7x1ab', 'anotherrun12') }));
    const first = await serve(other.slice(0, 25), true);
    const { page } = await openPage(browser, first.url);
    await page.getByText('anotherrun12').waitFor();
    await first.close();
    await serve(five, true, Number(new URL(first.url).port));
    await page.getByText('k3v9q2m7x1ab').waitFor();
    expect(await page.getByText('anotherrun12').count()).toBe(0);
    await page.close();
  });
});

describe('text that would do harm', () => {
  it('is shown as text', async () => {
    const harm = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';
    const harmful = five.map((record) => ({
      ...record,
      ...(record.subject === undefined ? {} : { subject: `${record.subject}${harm}` }),
      data: { ...record.data, reason: harm },
    }));
    const page = await visit((await serve(harmful)).url);
    await page.getByRole('heading', { name: 'Batch' }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.locator('.records').innerText()).toContain(harm.slice(0, 20));
  });
});

describe('the report', () => {
  it('opens from disk with all views working, and asks for nothing', async () => {
    const { htmlReport } = await import('../../src/view/reports/html.ts');
    const { foldRecords } = await import('../../src/audit/run-model.ts');
    const model = foldRecords(five);
    if (model === undefined) throw new Error('no run');
    const file = path.join(import.meta.dirname, '../../output/report.html');
    writeFileSync(file, await htmlReport(model));
    expect(statSync(file).size).toBeLessThan(400 * 1024);
    const page = await visit(`file://${file}`);
    await page.getByText('Report', { exact: true }).waitFor();
    expect(await outcomes(page)).toContain('3 Pass');
    await phase(page, 'pod-cpu-hog').click();
    await page.getByRole('heading', { name: 'pod-cpu-hog' }).waitFor();
    await page.getByRole('slider').fill('30');
    expect(await moment(page)).toContain(`record 30 of ${five.length}`);
    await page.getByPlaceholder('Filter').fill('main started');
    await page.getByText(/^\d of 30 records/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
