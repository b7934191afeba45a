import * as E from 'fp-ts/Either';
import type { RunModel } from '../audit/run-model.ts';
import type { AuditRecord } from '../model/progress/record.ts';

/** The inspector page of a run that this process drives or reads. */
export interface Inspecting {
  /** To be opened in a browser of this machine. */
  readonly url: string;
  readonly push: (record: AuditRecord) => void;
  /** No further record comes; the page stays. */
  readonly end: () => void;
  readonly close: () => Promise<void>;
}

export interface InspectServerOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Where the records come from, for people. */
  readonly origin: string;
  readonly records?: readonly AuditRecord[];
  /** The run as far as it is known where its records are gone. */
  readonly model?: RunModel | undefined;
  /** Sentences for people: what is missing and why. */
  readonly notes?: readonly string[];
  /** False: no further record comes. Default: true. */
  readonly live?: boolean;
}

/** Serves the inspector page on the loopback interface. Left: why not, a sentence. */
export const inspectServer = async (options: InspectServerOptions): Promise<E.Either<string, Inspecting>> => {
  const [{ createFeed }, { pageFiles }, { startInspectorServer }] = await Promise.all([
    import('../view/inspector/feed.ts'),
    import('../view/inspector/page-files.ts'),
    import('../view/inspector/server.ts'),
  ]);
  const { port, origin, records, notes, live, model } = options;
  const feed = createFeed(origin, records, notes, live, model);
  const server = await startInspectorServer({ feed, port, files: await pageFiles() });
  if (E.isLeft(server)) return E.left(server.left.message);
  const { url, close } = server.right;
  return E.right({ url, push: feed.push, end: feed.end, close });
};
