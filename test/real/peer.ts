import { parseArgs } from 'node:util';
import { distribution } from './distribution.ts';
import { type Finding, revertSeconds } from './finding.ts';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { peerTrials } from './trials.ts';

// `npm run test:real:peer`: what the Go runner does in the trials that it can take part in, three of each, in the same form.
// Its faults are counted, not judged.
//   --minutes N   begins no further trial after so long; default: no limit
// REAL_STATE=FOLDER: a run that was broken off goes on there.

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: 'Infinity' } } });
const lastBegin = Date.now() + Number(options.minutes) * 60_000;

const suite = await Suite.open('go');
const all: Finding[] = [];
for (const trial of peerTrials) if (Date.now() <= lastBegin) all.push(await suite.find(trial));

for (const [what, found] of Map.groupBy(all, ({ kind, after, cpu = 'none' }) => `${kind} after ${after}, cpu ${cpu}`)) {
  const reverted = distribution(found.flatMap((one) => revertSeconds(one) ?? []));
  const stayed = found.filter(({ stay }) => stay.length > 0).length;
  console.log(`${what}: faults stayed in ${stayed} of ${found.length}`, reverted);
}
suite.state.write(
  'peer.json',
  all.map((one) => ({ ...one, problems: problemsOf(one) })),
);
