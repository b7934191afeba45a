import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { foldRecords } from '../../../src/audit/run-model.ts';
import { standalonePage } from '../../../src/view/inspector/html.ts';
import { type PageFiles, pageFiles } from '../../../src/view/inspector/page-files.ts';
import { addToRuns, addUnrecorded, type RunHistory } from '../../../src/view/page/run-history.ts';
import { htmlReport } from '../../../src/view/reports/html.ts';
import { wholeRun } from '../../audit/run-log.ts';

const run = wholeRun().map(({ record }) => record);
let files: PageFiles;
beforeAll(async () => {
  files = await pageFiles();
});

const model = () => {
  const found = foldRecords(run);
  if (found === undefined) throw new Error('no run');
  return found;
};

const dataOf = (html: string) => {
  const [, base64 = ''] = /id="data">([^<]*)</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString('utf8'));
};

describe('the page', () => {
  it('is smaller than 300 KB compressed', () => {
    const bytes = gzipSync(files.script).length + gzipSync(files.style).length;
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(300 * 1024);
  });

  it('names no other host', () => {
    const hosts = new Set(`${files.script}${files.style}`.match(/https?:\/\/[a-z0-9.-]+/gi) ?? []);
    // Names of XML vocabularies: nothing is asked for there.
    expect([...hosts].filter((host) => host !== 'http://www.w3.org')).toEqual([]);
  });
});

describe('the report', () => {
  it('holds the records and allows only its own script and style sheet', async () => {
    const html = await htmlReport(model());
    expect(dataOf(html).records).toEqual(run);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy).toContain("default-src 'none'");
    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const [, text = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(html) ?? [];
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
  });

  it('holds the records that say what was left behind, and the words with which the page says so', async () => {
    const left = ['pod/helper is still there'];
    const marked = run.map((record) =>
      record.data.event.type === 'RUN_CLOSED'
        ? { ...record, data: { ...record.data, event: { ...record.data.event, aborted: true, left } } }
        : record,
    );
    const html = await htmlReport({ ...model(), records: marked, left });
    expect(foldRecords(dataOf(html).records)?.left).toEqual(left);
    expect(html).toContain('A fault may still be on');
  });

  it('is not left by what records and titles contain', () => {
    const harm = '</script><script>alert(1)</script><!--';
    const harmful = run.map((record) => ({ ...record, subject: harm }));
    const html = standalonePage(files, { origin: harm, live: false, notes: [harm] }, harmful);
    expect(html).not.toContain(harm);
    expect(html.match(/<script/g)?.length).toBe(2);
    expect(dataOf(html).records[0].subject).toBe(harm);
  });

  it('does not let the script end its own element', () => {
    const html = standalonePage(
      { script: 'const end = "</script>";', style: '' },
      { origin: '', live: false, notes: [] },
      [],
    );
    expect(html).toContain('const end = "<\\/script>";');
  });
});

describe('the report of a run of which only a history is left', () => {
  it('holds what is known of the run, and makes up no record', async () => {
    const known = { ...model(), records: [] };
    const { state, records } = dataOf(await htmlReport(known));
    expect(records).toEqual([]);
    expect(state.model).toEqual(JSON.parse(JSON.stringify(known)));
    expect(state.notes).toEqual(['The records themselves are gone: this is what the checkpoint kept.']);
  });
});

describe('a run of which no record is left', () => {
  it('is what is known of it, until a record of it comes', () => {
    const runs = new Map<string, RunHistory>();
    addUnrecorded(runs, model());
    const history = runs.get(model().runId);
    expect([history?.engine, history?.chain.length, history?.at(0)]).toEqual([model().engine, 0, model()]);
    for (const record of run) addToRuns(runs, record);
    expect(history?.at(1)?.sequence).toBe(1);
    expect(history?.at(run.length)).toEqual(foldRecords(run));
  });
});
