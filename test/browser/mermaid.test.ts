import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan/plan.ts';
import { exportMachine, exportPlan } from '../../src/view/graph/formats.ts';
import { graphOfMachine, machineNames } from '../../src/view/graph/machines.ts';
import { screenshot, startBrowser } from './browser.ts';

// Mermaid's own parser needs a document.

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.addScriptTag({
    path: path.join(import.meta.dirname, '../../node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js'),
  });
  await page.evaluate('mermaid.initialize({ startOnLoad: false })');
}, 60_000);
afterAll(() => browser.close());

const parse = (text: string): Promise<string> =>
  page.evaluate(`mermaid.parse(${JSON.stringify(text)}).then(({ diagramType }) => diagramType)`);

/** The labels in what Mermaid draws. */
const draw = async (text: string, name: string): Promise<string> => {
  await page.evaluate(
    `mermaid.render('drawing', ${JSON.stringify(text)}).then(({ svg }) => { document.body.innerHTML = svg; })`,
  );
  await screenshot(page, `mermaid-${name}`);
  return page.locator('body').innerText();
};

/** An arrow of each that nothing else is called. */
const arrows = { experiment: 'Job created', supervisor: 'Run opened', runner: 'Engine asked' } as const;

describe.each(machineNames)('%s', (name) => {
  it('is read by Mermaid as a state diagram with every state', async () => {
    const text = await exportMachine(name, 'mermaid');
    expect(await parse(text)).toBe('stateDiagram');
    const drawn = await draw(text, name);
    for (const { label } of graphOfMachine(name).nodes) expect(drawn).toContain(label);
    for (const label of ['Abort', arrows[name]]) expect(drawn).toContain(label);
  });
});

describe('a batch', () => {
  it('is read by Mermaid as a flowchart with every step, whatever characters are in it', async () => {
    const plan: Plan = {
      version: 1,
      parallelism: 1,
      failurePolicy: 'continue',
      steps: [
        { id: 'end', experiment: 'end', entry: 0, mutexes: [] },
        {
          id: 'pod-delete',
          experiment: 'a"b<c>#;{}',
          entry: 1,
          mutexes: [],
          condition: { is: 'outcome', step: 0, outcome: 'Pass' },
        },
        {
          id: 'last',
          experiment: 'last',
          entry: 2,
          mutexes: [],
          condition: {
            is: 'any',
            of: [
              { is: 'outcome', step: 0, outcome: 'Fail' },
              { is: 'outcome', step: 1, outcome: 'Done' },
            ],
          },
        },
      ],
      iterations: [{ order: [0, 1, 2], intervalMs: 0 }],
      draws: [],
      notes: [],
    };
    const text = await exportPlan(plan, 'a "batch"', 'mermaid');
    expect(await parse(text)).toMatch(/^flowchart/);
    const drawn = await draw(text, 'batch');
    for (const label of ['end', 'pod-delete', 'last', 'a"b<c>#;{}', 'needs end.Fail || pod-delete.Done'])
      expect(drawn).toContain(label);
  });
});
