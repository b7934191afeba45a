import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { measured } from '../../bench/measurement.ts';
import { aligned, largeAt, markdownTable, withSections } from '../../bench/report.ts';

const now = new Date('2026-11-27T12:00:00Z');
const at = (where: string, value: number) => measured({ name: 'start', where, unit: 's' }, [value]);

const empty = [
  '# Performance',
  '<!-- bench:memory -->',
  'old',
  '<!-- /bench:memory -->',
  'text between',
  '<!-- end of the large batches -->',
  'text after',
].join('\n');

const placesIn = (document: string): readonly string[] =>
  [...document.matchAll(/<!-- bench:(.+) -->/g)].map(([, where = '']) => where);

describe('the sections of the document', () => {
  it('of one program stay as they are when the other writes its own', () => {
    const small = withSections(empty, [at('simulator', 1), at('Kubernetes 1.37', 2)], now);
    const both = withSections(small, [at(largeAt('simulator'), 3), at(largeAt('Kubernetes 1.37'), 4)], now);
    const again = withSections(both, [at('simulator', 5), at('Kubernetes 1.37', 6)], now);
    expect(again).toBe(both.replace('| 1.00 s |', '| 5.00 s |').replace('| 2.00 s |', '| 6.00 s |'));
    const large = withSections(both, [at(largeAt('simulator'), 7), at(largeAt('Kubernetes 1.37'), 8)], now);
    expect(large).toBe(both.replace('| 3.00 s |', '| 7.00 s |').replace('| 4.00 s |', '| 8.00 s |'));
  });

  it('that are new come last among those of their program', () => {
    const places = ['Kubernetes 1.37', largeAt('simulator'), 'Kubernetes 1.20', largeAt('Kubernetes 1.37')];
    const document = withSections(
      empty,
      places.map((place) => at(place, 1)),
      now,
    );
    expect(placesIn(document)).toEqual([
      'Kubernetes 1.37',
      'Kubernetes 1.20',
      'memory',
      largeAt('simulator'),
      largeAt('Kubernetes 1.37'),
    ]);
  });

  it('leave the rest of the document as it is', () => {
    const document = withSections(empty, [at('memory', 1)], now);
    const outside = document.replace(/<!-- bench:memory -->.*<!-- \/bench:memory -->/s, '');
    expect(outside).toBe('# Performance\n\ntext between\n<!-- end of the large batches -->\ntext after');
  });

  it('are the same when the same is written twice', () => {
    const once = withSections(empty, [at(largeAt('simulator'), 1)], now);
    expect(withSections(once, [at(largeAt('simulator'), 1)], now)).toBe(once);
  });

  it('hold what is told of their place, below the table', () => {
    const document = withSections(empty, [at(largeAt('simulator'), 1)], now, new Map([[largeAt('simulator'), 'more']]));
    expect(document).toContain('| start | 1.00 s |  |  |  |\n\nmore\n<!-- /bench:simulator, large batches -->');
  });

  it.each([
    ['simulator', '### On the simulator'],
    ['Kubernetes 1.37', '### On Kubernetes 1.37'],
    [largeAt('simulator'), '### Large batches: on the simulator'],
    [largeAt('Kubernetes 1.37'), '### Large batches: on Kubernetes 1.37'],
  ])('of %s have the title "%s"', (where, title) => {
    expect(withSections(empty, [at(where, 1)], now).split('\n')).toContain(title);
  });

  it('are not written into a document that does not say where they belong', () => {
    expect(() => withSections('# Performance', [at(largeAt('simulator'), 1)], now)).toThrow(
      '"simulator, large batches" belongs: it has no <!-- end of the large batches -->',
    );
  });
});

describe('docs/performance.md', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../../../docs/performance.md'), 'utf8');

  it.each(['simulator', 'memory', 'Kubernetes 1.99', largeAt('simulator'), largeAt('Kubernetes 1.99')])(
    'has a place for the section of %s',
    (where) => {
      expect(placesIn(withSections(document, [at(where, 1)], now)).filter((place) => place === where)).toEqual([where]);
    },
  );
});

describe('a table', () => {
  const rows = [
    ['what', 'how many'],
    ['a', '1'],
  ];

  it('for a terminal has columns as wide as their widest cell', () => {
    expect(aligned(rows)).toBe('what  how many\na     1');
  });

  it('in Markdown has its numbers on the right', () => {
    expect(markdownTable(rows)).toBe('| what | how many |\n|---|---:|\n| a | 1 |');
  });
});
