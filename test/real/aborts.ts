import { parseArgs } from 'node:util';
import { distribution } from './distribution.ts';
import type { Finding } from './finding.ts';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { networkFault, type Trial } from './trial.ts';

// `npm run test:real:aborts`: many aborts of a network fault on the real LitmusChaos, of mixed kinds, in several namespaces at
// once, every other one with a CPU limit; prints and keeps the distribution of what it took until nothing was in place.
//   --count N        aborts; default 100
//   --namespaces N   one abort at a time in each; default 4
// REAL_STATE=FOLDER: a run that was broken off goes on there.

const { values: options } = parseArgs({
  options: { count: { type: 'string', default: '100' }, namespaces: { type: 'string', default: '4' } },
});

const kinds: readonly Pick<Trial, 'kind' | 'after'>[] = [
  { kind: 'stop', after: 3 },
  { kind: 'delete', after: 3 },
  { kind: 'time-out', after: 3 },
  { kind: 'stop', after: 'birth' },
  { kind: 'cancel', after: 3 },
  { kind: 'delete', after: 'birth' },
  { kind: 'stop', after: 'first' },
];

const abort = (number: number): Trial => ({
  fault: networkFault,
  targets: 6,
  number,
  ...(kinds[number % kinds.length] as (typeof kinds)[number]),
  ...(number % 2 === 1 && { cpu: '50m' }),
});

const suite = await Suite.open('chaos-runner', Number(options.namespaces));
const waiting = Array.from({ length: Number(options.count) }, (_, index) => abort(index + 1));
const found: Finding[] = [];
await Promise.all(
  suite.shops.map(async (shop) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      found.push(await suite.find(next, shop));
    }
  }),
);

const summary = {
  aborts: found.length,
  faultsLeft: found.filter(({ stay }) => stay.length > 0).length,
  wrong: found.filter((one) => problemsOf(one).length > 0).length,
  seconds: Object.fromEntries(
    [undefined, '50m'].map((cpu) => [
      cpu ?? 'without limits',
      distribution(found.flatMap((one) => (one.cpu === cpu && one.reverted !== undefined ? [one.reverted] : []))),
    ]),
  ),
};
console.log(JSON.stringify(summary, null, 2));
suite.state.write('aborts.json', summary);
process.exit(summary.faultsLeft + summary.wrong === 0 ? 0 : 1);
