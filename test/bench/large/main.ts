import { parseArgs } from 'node:util';
import { openGround } from '../ground.ts';
import { isMissed } from '../measurement.ts';
import type { Place } from '../place.ts';
import { jsonLine, table, writeSections } from '../report.ts';
import { simulatedPlace } from '../simulated-place.ts';
import { imageEnvironment } from './image-environment.ts';
import { prepareLarge } from './large-run.ts';
import { kindsTable } from './request-kinds.ts';
import { measureSizes, type SizesFound } from './sizes.ts';

// `npm run bench:many`: measures large batches on the simulator, beside bare Jobs of the same body.
//   --sizes A,B,…       steps of a batch; default 20,50,200,1000,2000
//   --parallelism N     default 50
//   --account A         polling (the rights that Litmus' charts grant) or watching; default both
//   --clean-up P        delete (default) or retain
//   --check             exits 1 when a binding target is missed
//   --no-write          leaves docs/performance.md alone

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string' },
    parallelism: { type: 'string', default: '50' },
    account: { type: 'string' },
    'clean-up': { type: 'string', default: 'delete' },
    check: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
});

const sizes = (options.sizes ?? '20,50,200,1000,2000').split(',').map(Number);
const accounts = (['polling', 'watching'] as const).filter((one) => (options.account ?? one) === one);
const cleanUp = options['clean-up'] === 'retain' ? 'retain' : 'delete';
const isWhole = options.sizes === undefined && options.account === undefined && options.parallelism === '50';

async function measurePlace(place: Place): Promise<SizesFound> {
  const ground = await openGround(place);
  const image = imageEnvironment();
  try {
    const large = { ground, stepSeconds: 2, environment: image.variables };
    await prepareLarge(large);
    return await measureSizes(large, {
      sizes,
      parallelism: Number(options.parallelism),
      accounts,
      cleanUp,
      say: console.log,
    });
  } finally {
    image.close();
    await ground.close();
    await place.close();
  }
}

const { measurements: found, requests } = await measurePlace(await simulatedPlace());
for (const one of found) console.log(jsonLine(one));
for (const { title, perStep } of requests)
  console.log(JSON.stringify({ title, requestsPerStep: Object.fromEntries(perStep) }));
console.log(table(found));
console.log(`\n${kindsTable(requests)}`);
if (isWhole && !options['no-write']) writeSections('docs/performance.md', found, new Date());
const missed = found.filter((one) => one.binding && isMissed(one));
if (missed.length > 0) console.log(`\nMissed: ${missed.map(({ name }) => name).join('; ')}.`);
process.exit(options.check && missed.length > 0 ? 1 : 0);
