/** The write by which litmus-go stops an engine when a probe with stopOnFailure fails: a GET, then one PUT without a retry. */
import * as E from 'fp-ts/Either';
import type { Clock } from '../../clock.ts';
import { specOf } from '../../controllers/views.ts';
import type { Store } from '../../store.ts';
import { typedEngine } from '../operator/typed-engine.ts';

/** Reads the engine now and writes `engineState: stop` after `takes` milliseconds; `done` hears whether the write was accepted. */
export const requestStop = (
  deps: { readonly store: Store; readonly clock: Clock },
  namespace: string,
  name: string,
  takes: number,
  done: (accepted: boolean) => void,
): void => {
  const { store, clock } = deps;
  const read = store.get('chaosengines', namespace, name);
  if (!read) {
    done(false);
    return;
  }
  clock.setTimer(clock.now() + takes, () => {
    const typed = typedEngine(read);
    const wanted = { ...typed, spec: { ...specOf(typed), engineState: 'stop' } };
    done(E.isRight(store.update('chaosengines', namespace, name, () => wanted, read.metadata.resourceVersion)));
  });
};
