/** What a version of the runner left wherever it could be killed, kept in one file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ClusterState, StoredObject } from 'chaos-runner-simulator';

/** What a process leaves that is killed directly before or after its n-th write. */
export interface Point {
  readonly write: number;
  readonly when: 'before' | 'after';
  /** The write, such as `patch chaosengines reference`. */
  readonly what: string;
  readonly state: ClusterState;
  /** How often each Job has been created by then. */
  readonly created: Readonly<Record<string, number>>;
  /** The audit log by then. */
  readonly lines: readonly string[];
}

/** Whole audit logs: of an undisturbed run, of one that was aborted, and of one whose process was killed and followed by another. */
export type Logs = Readonly<Record<'undisturbed' | 'aborted' | 'resumed', readonly string[]>>;

export interface Recording {
  /** As in package.json. */
  readonly version: string;
  readonly commit: string;
  /** Of its checkpoints. */
  readonly shape: number;
  readonly points: readonly Point[];
  readonly logs: Logs;
}

/** Of the file. */
const format = 1;

interface Packed extends Omit<Recording, 'points'> {
  readonly format: typeof format;
  /** Each object once. */
  readonly objects: readonly StoredObject[];
  readonly points: readonly {
    readonly write: number;
    readonly when: Point['when'];
    readonly what: string;
    readonly created: Point['created'];
    /** As many lines of the log of the undisturbed run. */
    readonly lines: number;
    /** Places in `objects`. */
    readonly state: Omit<ClusterState, 'objects'> & { readonly objects: readonly number[] };
  }[];
}

const folder = join(import.meta.dirname, 'versions');

/** The bytes of a recording: the same ones for the same recording. */
export const packed = ({ points, ...recording }: Recording): Buffer => {
  const places = new Map<string, number>();
  const objects: StoredObject[] = [];
  const placeOf = (one: StoredObject): number => {
    const { uid, resourceVersion } = one.object.metadata;
    const key = `${one.resource}/${uid}/${resourceVersion}`;
    const place = places.get(key) ?? objects.push(one) - 1;
    places.set(key, place);
    return place;
  };
  const file: Packed = {
    format,
    ...recording,
    points: points.map(({ lines, state, ...point }) => ({
      ...point,
      lines: lines.length,
      state: { ...state, objects: state.objects.map(placeOf) },
    })),
    objects,
  };
  return gzipSync(JSON.stringify(file), { level: 9 });
};

/** The inverse of `packed`. Throws on what it is not. */
export const unpacked = (bytes: Buffer): Recording => {
  const found = JSON.parse(gunzipSync(bytes).toString()) as Packed;
  if (found.format !== format) throw new Error(`a recording of format ${found.format}`);
  const { format: _, objects, points, ...recording } = found;
  const objectAt = (place: number): StoredObject => {
    const object = objects[place];
    if (object === undefined) throw new Error(`there is no object ${place}`);
    return object;
  };
  return {
    ...recording,
    points: points.map(({ lines, state, ...point }) => ({
      ...point,
      lines: recording.logs.undisturbed.slice(0, lines),
      state: { ...state, objects: state.objects.map(objectAt) },
    })),
  };
};

/** Keeps a recording under the name of its version; returns the file. */
export const keep = (recording: Recording): string => {
  const file = join(folder, `${recording.version}-${recording.commit}.json.gz`);
  writeFileSync(file, packed(recording));
  return file;
};

/** All that are kept, by the names of their files. */
export const kept = (): readonly { readonly name: string; readonly recording: Recording }[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json.gz'))
    .sort()
    .map((file) => ({
      name: file.replace('.json.gz', ''),
      recording: unpacked(readFileSync(join(folder, file))),
    }));
