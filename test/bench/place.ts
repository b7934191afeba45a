import type { KubeObject } from '../../src/cluster/port.ts';
import type { Api } from '../cluster/api.ts';

/** One request that the runner made, each once. */
export interface SeenRequest {
  readonly verb: string;
  /** With query. */
  readonly path: string;
  readonly status: number;
  /** When the server received it, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a runner needs to speak to the API server as the service account of the measurement. */
export interface RunnerAccess {
  readonly host: string;
  readonly port: string;
  readonly token: string;
  /** PEM. */
  readonly ca: string;
}

/** An API server to measure against. */
export interface Place {
  /** `simulator`, or `Kubernetes` with the minor version of the server. */
  readonly name: string;
  /** As the administrator. */
  readonly api: Api;
  /** The requests of agents whose name begins so, since a moment, in the order of their arrival. */
  readonly requestsBy: (agent: string, namespace: string, since: number) => Promise<readonly SeenRequest[]>;
  /** Tells of each change of an object of that kind from now on, deletions apart. The answer ends it. */
  readonly follow: (
    kind: 'Pod' | 'Job' | 'ChaosEngine',
    namespace: string,
    saw: (object: KubeObject) => void,
  ) => Promise<() => void>;
  /** With the token of a service account. */
  readonly accessFor: (namespace: string, account: string) => Promise<RunnerAccess>;
  /** Whether somebody has to write the ChaosResults: containers of a real node run anything but litmus-go here. */
  readonly needsResults: boolean;
  /** Whether its times say something about a real API server: only then do they bind. */
  readonly isReal: boolean;
  readonly close: () => Promise<void>;
}
