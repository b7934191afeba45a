import * as E from 'fp-ts/Either';
import { may } from '../../cluster/access.ts';
import type { Access, Cluster } from '../../cluster/port.ts';

export interface Rights {
  /** Asks the server once what this process may do, whoever asks first; undefined: it could not be asked. */
  readonly ask: () => Promise<Access | undefined>;
  /** As `ask`, without asking: resolves once somebody has. */
  readonly known: Promise<Access | undefined>;
}

/** What the service account may do in the namespace of its engine. */
export const createRights = (cluster: Pick<Cluster, 'access'>, namespace: string): Rights => {
  let asked = false;
  let tell: (access: Access | undefined) => void = () => undefined;
  const known = new Promise<Access | undefined>((resolve) => {
    tell = resolve;
  });
  return {
    known,
    ask: () => {
      if (!asked) void cluster.access(namespace).then((answer) => tell(E.isRight(answer) ? answer.right : undefined));
      asked = true;
      return known;
    },
  };
};

const watched = [
  ['', 'pods'],
  ['batch', 'jobs'],
  ['litmuschaos.io', 'chaosengines'],
] as const;

/** Whether all that a run looks at may be watched. */
export const mayWatch = async (rights: Pick<Rights, 'ask'>): Promise<boolean> => {
  const access = await rights.ask();
  return access !== undefined && watched.every(([group, resource]) => may(access, 'watch', group, resource) !== 'no');
};
