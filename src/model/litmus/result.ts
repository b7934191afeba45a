import * as E from 'fp-ts/Either';
import { parse } from 'fp-ts/Json';
import { shape, text } from '../json/codec.ts';
import { defined, isRecord, type JsonRecord, recordAt, recordsAt, textAt } from '../json/json-object.ts';
import { type Problem, problemsOf } from '../json/problem.ts';
import { type Metadata, metadata } from '../kube/object-parts.ts';

/** A target of the fault and what was done to it, as the experiment noted it. */
interface ResultTarget {
  readonly kind: string;
  readonly name: string;
  /** `targeted`, `injected`, `reverted`, or whatever the experiment wrote. */
  readonly chaosStatus: string;
}

export interface ChaosResult {
  readonly metadata: Metadata;
  readonly engine?: string;
  readonly experiment?: string;
  readonly instance?: string;
  readonly phase?: string;
  /** As written, such as `Awaited`, `Pass`; absent when empty. */
  readonly verdict?: string;
  /** Why it failed: `failStep` of litmus-go before 3.0, `errorOutput` since. */
  readonly failure?: { readonly code?: string; readonly reason: string };
  readonly probeSuccessPercentage?: string;
  readonly targets: readonly ResultTarget[];
}

/** `<engine>-<experiment>`, with `-<INSTANCE_ID>` when the experiment has one: the name litmus-go gives its result. */
export const resultName = (engine: string, experiment: string, instanceId?: string): string =>
  instanceId === undefined || instanceId === '' ? `${engine}-${experiment}` : `${engine}-${experiment}-${instanceId}`;

const resultDocument = shape({ metadata }, { apiVersion: text, kind: text });

/** Reads a ChaosResult of any litmus-go; fields that cannot be read count as absent, only the name is required. */
export const decodeResult = (raw: unknown): E.Either<readonly Problem[], ChaosResult> => {
  const decoded = resultDocument.decode(raw);
  if (E.isLeft(decoded)) return E.left(problemsOf(decoded.left));
  const meta = decoded.right.metadata;
  const spec = recordAt(raw, 'spec');
  const status = recordAt(raw, 'status');
  const experimentStatus = isRecord(status.experimentStatus)
    ? status.experimentStatus
    : recordAt(status, 'experimentstatus');
  return E.right({
    metadata: meta,
    ...defined({
      engine: textAt(spec, 'engine'),
      experiment: textAt(spec, 'experiment'),
      instance: textAt(spec, 'instance'),
      phase: textAt(experimentStatus, 'phase'),
      verdict: textAt(experimentStatus, 'verdict'),
      failure: failureOf(experimentStatus),
      probeSuccessPercentage: textAt(experimentStatus, 'probeSuccessPercentage'),
    }),
    targets: targetsOf(meta, status),
  });
};

/** A longer text is shown as it stands, in characters: it is nobody's reason. */
const longestReason = 65_536;

/** litmus-go since 3.0 writes its error as JSON into the text of the reason: what it says in there is meant. */
const spoken = (output: JsonRecord): JsonRecord => {
  const written = textAt(output, 'reason')?.trim() ?? '';
  if (!written.startsWith('{') || written.length > longestReason) return output;
  const inner = E.getOrElseW(() => undefined)(parse(written));
  const reason = textAt(inner, 'reason');
  const phase = textAt(inner, 'phase');
  if (reason === undefined) return output;
  return { ...output, reason: phase === undefined ? reason : `${reason} (in ${phase})` };
};

const failureOf = (status: JsonRecord): ChaosResult['failure'] => {
  const output = spoken(recordAt(status, 'errorOutput'));
  const reason = textAt(output, 'reason');
  const code = textAt(output, 'errorCode');
  if (reason !== undefined) return code === undefined ? { reason } : { code, reason };
  if (code !== undefined) return { code, reason: code };
  const failStep = textAt(status, 'failStep');
  return failStep === undefined || failStep === 'N/A' || failStep === 'Awaited' ? undefined : { reason: failStep };
};

/** Annotations are written while the fault is on, the history at the end: where both speak of a target, the annotation. */
const targetsOf = (meta: Metadata, status: JsonRecord): readonly ResultTarget[] => {
  const targets = new Map<string, ResultTarget>();
  for (const target of recordsAt(recordAt(status, 'history'), 'targets')) {
    const kind = textAt(target, 'kind') ?? '';
    const name = textAt(target, 'name') ?? '';
    targets.set(`${kind}/${name}`, { kind, name, chaosStatus: textAt(target, 'chaosStatus') ?? '' });
  }
  for (const [key, chaosStatus] of Object.entries(meta.annotations ?? {})) {
    const slash = key.indexOf('/');
    if (slash < 0 || !['injected', 'reverted', 'targeted'].includes(chaosStatus)) continue;
    targets.set(key, { kind: key.slice(0, slash), name: key.slice(slash + 1), chaosStatus });
  }
  return [...targets.values()];
};

/** The targets on which the fault is still on as far as the experiment has noted, as `<kind>/<name>`. */
export const stillInjected = (result: ChaosResult): readonly string[] =>
  result.targets.filter(({ chaosStatus }) => chaosStatus === 'injected').map(({ kind, name }) => `${kind}/${name}`);
