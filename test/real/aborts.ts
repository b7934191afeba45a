import { parseArgs } from 'node:util';
import { distribution } from './distribution.ts';
import { type Finding, revertSeconds } from './finding.ts';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import type { Trial } from './trial.ts';
import { aborts, abortsWanted } from './trials.ts';

// `npm run test:real:aborts`: many aborts of a network fault on the real LitmusChaos, of mixed kinds, in several namespaces at
// once, every other one with a CPU limit; prints and keeps the distribution of what it took until nothing was in place.
//   --count N        aborts; default 100
//   --namespaces N   one abort at a time in each; default 4
//   --minutes N      begins no further abort after so long; default: no limit
// It begins none either once a fault has stayed: that is to be looked into first.
// REAL_STATE=FOLDER: a run that was broken off goes on there.

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: String(abortsWanted) },
    namespaces: { type: 'string', default: '4' },
    minutes: { type: 'string', default: 'Infinity' },
  },
});

const suite = await Suite.open('chaos-runner', Number(options.namespaces));
const waiting = [...aborts(Number(options.count))];
const lastBegin = Date.now() + Number(options.minutes) * 60_000;
const found: Finding[] = [];
const next = (): Trial | undefined =>
  Date.now() > lastBegin || found.some(({ stay }) => stay.length > 0) ? undefined : waiting.shift();
await Promise.all(
  suite.shops.map(async (shop) => {
    for (let trial = next(); trial !== undefined; trial = next()) found.push(await suite.find(trial, shop));
  }),
);

/** Of what a trial measured, apart for those without and with a limit. */
const secondsOf = (measured: (one: Finding) => number | undefined): unknown =>
  Object.fromEntries(
    [undefined, '50m'].map((cpu) => [
      cpu ?? 'without limits',
      distribution(found.filter((one) => one.cpu === cpu).flatMap((one) => measured(one) ?? [])),
    ]),
  );
const isOperators = ({ kind }: Finding): boolean => kind === 'stop' || kind === 'delete';
const loads = found.flatMap(({ load }) => load);

const summary = {
  aborts: found.length,
  kinds: Object.fromEntries([...Map.groupBy(found, ({ kind }) => kind)].map(([kind, those]) => [kind, those.length])),
  faultsLeft: found.filter(({ stay }) => stay.length > 0).length,
  wrong: found.filter((one) => problemsOf(one).length > 0).length,
  reverted: secondsOf(revertSeconds),
  // The operator has one worker for all namespaces: whoever is stopped second waits for the first, too.
  operatorDone: secondsOf((one) => (isOperators(one) ? one.done : undefined)),
  load: [Math.min(...loads), Math.max(...loads)],
};
console.log(JSON.stringify(summary, null, 2));
suite.state.write('aborts.json', summary);
process.exit(summary.faultsLeft + summary.wrong === 0 ? 0 : 1);
