import { expect, it } from 'vitest';
import { foldRecords } from '../../src/audit/run-model.ts';
import { htmlReport } from '../../src/view/reports/html.ts';
import { journalReport } from '../../src/view/reports/journal.ts';
import { junitReport } from '../../src/view/reports/junit.ts';
import { markdownReport } from '../../src/view/reports/markdown.ts';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const literal = 'canary-of-the-environment-7261';
const secret = 'canary-of-the-secret-5523';

const objects = [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'credentials', namespace },
    data: { token: Buffer.from(secret).toString('base64') },
  },
  experiment(
    'pod-delete',
    { result: 'none', exitCode: '1', logs: 'logging in as $(PASSWORD)\nwith the token $(TOKEN)\nthe fault failed' },
    {
      env: [
        { name: 'PASSWORD', value: literal },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'credentials', key: 'token' } } },
      ],
      secrets: [{ name: 'credentials', mountPath: '/etc/credentials' }],
    },
  ),
  engine(['pod-delete']),
];

const run = async (secrets: boolean) => {
  const world = await ground({ objects, speed: 20, extras: { secrets } });
  const runner = world.start({ mode: 'pod' });
  await runner.exited;
  const model = foldRecords(runner.records);
  if (!model) throw new Error('there are no records');
  const reports = [junitReport(model), journalReport(model), markdownReport(model), await htmlReport(model)];
  const written = JSON.stringify([world.engine(), world.events(), runner.lines, runner.said, reports]);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error' }]);
  expect(written).not.toContain(literal);
  expect(written).not.toContain(secret);
  expect(written).not.toContain(Buffer.from(secret).toString('base64'));
  return world.events().find(({ type }) => type === 'Warning')?.message;
};

it('masks secrets in the last lines of the log, which event and log of the run quote', async () => {
  const message = await run(true);
  expect(message).toContain('logging in as ***');
  expect(message).toContain('with the token ***');
  expect(message).toContain('the fault failed');
});

it('withholds the last lines where a Secret may not be read', async () => {
  const message = await run(false);
  expect(message).toMatch(/withheld, because the Secret credentials/);
  expect(message).not.toContain('the fault failed');
});
