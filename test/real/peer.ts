import { distribution } from './distribution.ts';
import type { Finding } from './finding.ts';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { networkFault, type Trial } from './trial.ts';

// `npm run test:real:peer`: what the Go runner does in the trials that it can take part in, three of each, in the same form.
// Its faults are counted, not judged. REAL_STATE=FOLDER: a run that was broken off goes on there.

const rounds = 3;
const kinds: readonly Pick<Trial, 'kind' | 'after' | 'cpu'>[] = [
  { kind: 'end', after: 3 },
  { kind: 'stop', after: 3 },
  { kind: 'stop', after: 3, cpu: '100m' },
  { kind: 'stop', after: 'birth' },
  { kind: 'delete', after: 3 },
  { kind: 'kill', after: 3 },
];

const suite = await Suite.open('go');
const all: Finding[] = [];
for (const kind of kinds) {
  const found: Finding[] = [];
  for (let number = 1; number <= rounds; number += 1) {
    found.push(await suite.find({ fault: networkFault, targets: 6, number, ...kind }));
  }
  const reverted = distribution(found.flatMap((one) => one.reverted ?? []));
  const stayed = found.filter(({ stay }) => stay.length > 0).length;
  console.log(
    `${kind.kind} after ${kind.after}, cpu ${kind.cpu ?? 'none'}: faults stayed in ${stayed} of ${rounds}`,
    reverted,
  );
  all.push(...found);
}
suite.state.write(
  'peer.json',
  all.map((one) => ({ ...one, problems: problemsOf(one) })),
);
