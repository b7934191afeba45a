import { describe, expect, it } from 'vitest';
import { type AbortReport, isClean, reportText } from '../../../src/app/abort/abort-report.ts';

const at = Date.parse('2026-01-01T00:00:00Z');

const clean: AbortReport = {
  ...{
    engine: 'litmus/engine',
    uid: 'u-1',
    rows: [],
    listed: ['job/a'],
    deletionAccepted: ['job/a'],
    gone: ['job/a'],
    mayCreateHelpers: [],
    forced: [],
    left: [],
  },
  ...{ emptyAt: [at, at + 500], injected: [] },
};

describe('the report of an abort', () => {
  it('ends with the proof that nothing is left', () => {
    const text = reportText(clean);
    expect(isClean(clean)).toBe(true);
    expect(text).toContain('Left: 0 Jobs and 0 pods with chaosUID=u-1, in two lists in a row (00:00:00.000 and');
    expect(text).toContain('No target is marked as injected.');
    expect(text).toMatch(/is aborted, and nothing of it is left\.\n$/);
  });

  it('proves nothing where the cluster could not be read', () => {
    const blind = { ...clean, emptyAt: [], problem: 'the API server does not answer' };
    const text = reportText(blind);
    expect(isClean(blind)).toBe(false);
    expect(text).not.toMatch(/Left: 0|No target/);
    expect(text).toContain('Problem: the API server does not answer');
    expect(text).toMatch(/is NOT cleaned up\.\n$/);
  });

  it('names what is still there, and targets that are still injected', () => {
    const open = { ...clean, left: ['pod/b'], emptyAt: [], injected: ['deployment/nginx'] };
    expect(reportText(open)).toMatch(/Still there \(1\):\n {2}pod\/b\n[\s\S]*by hand \(1\):\n {2}deployment\/nginx\n/);
    expect(isClean(open)).toBe(false);
  });

  it('tells what is accepted to be deleted from what was seen to be gone', () => {
    const going = { ...clean, gone: [], left: ['job/a'], emptyAt: [] };
    expect(reportText(going)).toMatch(/Deletion accepted \(1\):\n {2}job\/a\nSeen to be gone: nothing\n/);
  });

  it('warns of an experiment that has not ended, because it may yet start helpers', () => {
    const going = { ...clean, left: ['pod/main', 'pod/helper'], mayCreateHelpers: ['pod/main'], emptyAt: [] };
    expect(reportText(going)).toContain('  pod/main (it may yet start helpers)\n  pod/helper\n');
  });

  it('proves nothing where a pod had to be forced', () => {
    const forced = { ...clean, forced: ['pod/lost'] };
    expect(isClean(forced)).toBe(false);
    expect(reportText(forced)).toContain('their node is gone, revert unknown: pod/lost');
  });
});
