import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { openCluster } from '../../src/app/open-cluster.ts';
import { createView } from '../../src/app/progress/view.ts';
import { watchEngine } from '../../src/app/watch-engine.ts';
import { systemClock } from '../../src/runner/clock.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { engine } from '../cli/files.ts';
import { simulatedCluster } from '../cli/simulated-cluster.ts';

it('sees the end of an engine of which a field cannot be read', async () => {
  const components = { runner: { imagePullSecrets: 'mine' } };
  const row = { name: 'a', runner: 'engine-runner', experimentPod: 'a-pod', status: 'Completed', verdict: 'Pass' };
  const { kubeconfig } = await simulatedCluster([
    {
      ...engine(['a'], { spec: { components, engineState: 'stop' } }),
      status: { engineStatus: 'completed', experiments: [row] },
    },
  ]);
  const open = await openCluster({ kubeconfig }, () => undefined);
  if (E.isLeft(open)) throw new Error(open.left);
  const terminal = fakeTerminal();
  const view = createView({ terminal, now: Date.now, json: true });
  const on = { cluster: open.right.cluster, clock: systemClock, namespace: 'litmus', name: 'engine', view, terminal };
  expect(await watchEngine(on)).toMatchObject({ exitCode: 0, result: { outcome: 'Pass' } });
  await open.right.cluster.close();
});
