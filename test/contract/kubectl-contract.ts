import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKubectl } from './kubectl-binary.ts';
import { normalised } from './kubectl-output.ts';
import { type Step, scenario } from './kubectl-scenario.ts';
import { type ContractTarget, configMap, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

const goldenFor = (version: ServerVersion): URL =>
  new URL(`./kubectl-${version.pick({ 20: '1.20', 25: '1.37' })}.golden.json`, import.meta.url);
/** Set it to write down what a real cluster answers. */
const recording = process.env.RECORD_KUBECTL !== undefined;

const kubectl = await findKubectl();

/** What kubectl prints, compared with what it printed of a real cluster of the version. */
export const describeKubectlContract = (
  name: string,
  version: ServerVersion,
  open: () => Promise<ContractTarget>,
): void => {
  const golden = goldenFor(version);
  describe.skipIf(kubectl === undefined)(`kubectl with ${name}`, () => {
    let target: ContractTarget | undefined;
    let namespace = '';
    let home = '';
    const recorded: Record<string, string> = {};
    const expected: Record<string, string> = {};
    const client = () => {
      if (!target) throw new Error('the target is not open');
      return target.client;
    };
    const environment = () => ({ PATH: process.env.PATH, HOME: home, KUBECONFIG: target?.kubeconfig ?? '' });
    beforeAll(async () => {
      target = await open();
      home = await mkdtemp(join(tmpdir(), 'kubectl-'));
      namespace = await freshNamespace(target.client);
      if (existsSync(golden)) Object.assign(expected, JSON.parse(await readFile(golden, 'utf8')));
    }, 60_000);
    afterAll(async () => {
      await target?.close();
      await rm(home, { recursive: true, force: true });
      if (recording) await writeFile(golden, `${JSON.stringify(recorded, null, 2)}\n`);
    });

    const run = (step: Step): Promise<string> =>
      new Promise((resolve) => {
        const args = step.args.filter((one) => one !== '#').map((one) => one.replace('NAMESPACE', namespace));
        const child = execFile(
          kubectl ?? '',
          ['-n', namespace, ...args],
          { env: environment() },
          (error, stdout, stderr) => {
            const code = error === null ? 0 : error.code;
            resolve(`${stdout}${stderr}${code === 0 ? '' : `\nexit ${code}`}`);
          },
        );
        child.stdin?.end(step.stdin ?? '');
      });
    const check = (title: string, output: string): void => {
      recorded[title] = output;
      if (recording) expect(output).toBeTypeOf('string');
      else expect(output).toBe(expected[title]);
    };

    it.each(scenario.map((step) => [step.name, step] as const))('%s', async (title, step) => {
      const output = normalised(await run(step));
      const { lines } = step;
      check(
        title,
        lines
          ? output
              .split('\n')
              .filter((line) => lines.test(line))
              .join('\n')
          : output,
      );
    });

    it('get configmaps -w', async () => {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const child = spawn(
        kubectl ?? '',
        ['-n', namespace, 'get', 'configmaps', '-w', '--output-watch-events', '-l', 'seen'],
        {
          env: environment(),
        },
      );
      let output = '';
      const upTo = (lines: number): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (output.split('\n').length > lines) resolve();
          };
          child.stdout.on('data', look);
          look();
        });
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      await client().post(path, configMap('seen-1', { data: { a: '1' } }, { labels: { seen: 'yes' } }));
      await upTo(2);
      await client().patch(`${path}/seen-1`, 'merge', { data: { b: '2' } });
      await upTo(3);
      await client().remove(`${path}/seen-1`);
      await upTo(4);
      child.kill();
      check('get configmaps -w', normalised(output));
    });
  });
};
