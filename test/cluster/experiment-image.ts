import { readFileSync } from 'node:fs';
import type { Manifest } from './api.ts';

/** The image that every played experiment runs in; it must be on the node. */
const experimentImage = 'docker.io/library/node:24-bookworm-slim';

/** What an experiment's container does. Everything absent is what a healthy experiment does. */
export interface Play {
  /** Between the first and the last write of the result; default 1. */
  readonly seconds?: number;
  /** Default Pass. */
  readonly verdict?: 'Pass' | 'Fail' | 'Error';
  /** `none`: it never writes a ChaosResult. */
  readonly result?: 'none';
  readonly exit?: number;
  /** It starts a helper pod and deletes it in the end, unless it is to be left. */
  readonly helper?: 'deleted' | 'left';
  /** It takes memory until it is killed. */
  readonly outOfMemory?: boolean;
  /** On SIGTERM: write the verdict Stopped (default), only exit, or go on. */
  readonly onTerm?: 'stopped' | 'exit' | 'ignore';
  /** Further fields of `spec.definition`. */
  readonly definition?: Readonly<Record<string, unknown>>;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

const script = readFileSync(new URL('./experiment-player.mjs', import.meta.url), 'utf8');

/** A ChaosExperiment whose container plays what is asked, on a real node. */
export function playedExperiment(name: string, play: Play = {}): Manifest {
  const said: Readonly<Record<string, string | undefined>> = {
    PLAY_SECONDS: play.seconds?.toString(),
    PLAY_VERDICT: play.verdict,
    PLAY_RESULT: play.result,
    PLAY_EXIT: play.exit?.toString(),
    PLAY_HELPER: play.helper && 'true',
    PLAY_LEAVE_HELPER: play.helper === 'left' ? 'true' : undefined,
    PLAY_OOM: play.outOfMemory ? 'true' : undefined,
    PLAY_ON_TERM: play.onTerm,
  };
  const env = Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [{ name: key, value }]));
  return {
    metadata: { name, labels: { name, 'app.kubernetes.io/part-of': 'litmus' } },
    spec: {
      definition: {
        scope: 'Namespaced',
        image: experimentImage,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '--input-type=module', '-e'],
        args: [script],
        env: [...env, ...(play.env ?? [])],
        labels: { name, 'app.kubernetes.io/part-of': 'litmus' },
        ...play.definition,
      },
    },
  };
}
