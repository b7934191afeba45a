import type { Finding } from './diagnostic.ts';
import { readDocuments, type SourceDocument } from './documents.ts';
import { isRecord, textAt } from './json-object.ts';

interface Objects {
  readonly objects: readonly SourceDocument[];
  readonly findings: readonly Finding[];
}

/** The objects of a file: its documents, and in place of a list its members. */
export const readObjects = (file: string, text: string): Objects => {
  const { documents, findings } = readDocuments(file, text);
  const opened = documents.map(membersOf);
  return {
    objects: opened.flatMap(({ objects }) => objects),
    findings: [...findings, ...opened.flatMap((one) => one.findings)],
  };
};

const isList = (value: unknown): boolean => isRecord(value) && Object.hasOwn(value, 'items');

/**
 * The members of a list, as kubectl opens it: whatever has `items` is one (`List`, `ChaosEngineList`), and its members are of
 * its kind where they name none themselves. Any other document is itself.
 */
const membersOf = (source: SourceDocument): Objects => {
  const { value } = source;
  if (!isRecord(value)) return { objects: [source], findings: [] };
  const wrong = (message: string): Objects => ({ objects: [], findings: [refused(source, ['items'], message)] });
  if (!isList(value) && textAt(value, 'kind')?.endsWith('List'))
    return wrong('is missing: a list has its members there');
  if (!isList(value)) return { objects: [source], findings: [] };
  const { items } = value;
  if (items === null) return { objects: [], findings: [] };
  if (!Array.isArray(items)) return wrong('expected a list');
  const objects = items.map(
    (item: unknown, index): SourceDocument => ({
      ...source,
      value: ofKind(item, value),
      placeOf: (path, key) => source.placeOf(['items', index, ...path], key),
      blockAt: (path) => source.blockAt(['items', index, ...path]),
      writtenAt: (path) => source.writtenAt(['items', index, ...path]),
    }),
  );
  const nested = objects.filter((one) => isList(one.value));
  return {
    objects: objects.filter((one) => !isList(one.value)),
    findings: nested.map((one) => refused(one, [], 'is a list in a list, which kubectl does not open')),
  };
};

const refused = (source: SourceDocument, path: readonly string[], message: string): Finding => ({
  file: source.file,
  path,
  severity: 'error',
  message,
  ...source.placeOf(path),
});

const ofKind = (item: unknown, list: Readonly<Record<string, unknown>>): unknown => {
  if (!isRecord(item) || textAt(item, 'kind') !== undefined || textAt(item, 'apiVersion') !== undefined) return item;
  const kind = (textAt(list, 'kind') ?? '').replace(/List$/, '');
  return kind === '' ? item : { ...item, apiVersion: list.apiVersion, kind };
};
