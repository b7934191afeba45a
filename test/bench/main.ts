import { parseArgs } from 'node:util';
import { measureBatches } from './batch-part.ts';
import { clusterPlace } from './cluster-place.ts';
import { type Ground, openGround } from './ground.ts';
import { measureMany, prepareMany } from './many.ts';
import { measureMasking } from './masking.ts';
import type { Measurement } from './measurement.ts';
import type { Place } from './place.ts';
import { table, writeSections } from './report.ts';
import { isMissedAndBinds, settled } from './settled.ts';
import { simulatedPlace } from './simulated-place.ts';
import { measureSingle, prepareSingle } from './single.ts';

// `npm run bench`: measures the bundle on the simulator, and on a cluster when KUBECONFIG is set; prints one JSON line for
// each number and a table, and writes the tables of docs/performance.md.
//   --check       exits 1 when a binding target is missed three times
//   --only PART   of: single, many, batch, masking; may be repeated
//   --rounds N    of the single runs; default 5
//   --no-write    leaves the document alone

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    'no-write': { type: 'boolean', default: false },
  },
});

const patience = { tries: options.check ? 3 : 1, say: console.log };

const wanted = (part: string): boolean => options.only === undefined || options.only.includes(part);

async function measurePlace(place: Place): Promise<readonly Measurement[]> {
  let ground: Ground | undefined;
  try {
    ground = await openGround(place);
    const here = ground;
    const found: Measurement[] = [];
    if (wanted('single')) {
      await prepareSingle(here);
      found.push(...(await settled(place.name, patience, () => measureSingle(here, Number(options.rounds)))));
    }
    if (wanted('many')) {
      await prepareMany(here);
      found.push(...(await settled(place.name, patience, () => measureMany(here))));
    }
    return found;
  } finally {
    await ground?.close();
    await place.close();
  }
}

const all: Measurement[] = [];
if (wanted('single') || wanted('many')) {
  all.push(...(await measurePlace(await simulatedPlace())));
  if (process.env.KUBECONFIG) all.push(...(await measurePlace(await clusterPlace(process.env.KUBECONFIG))));
}
if (wanted('batch')) all.push(...(await settled('memory', patience, measureBatches)));
if (wanted('masking')) all.push(...(await settled('memory', patience, measureMasking)));
console.log(table(all));
if (options.only === undefined && !options['no-write']) writeSections('docs/performance.md', all, new Date());
const missed = all.filter(isMissedAndBinds);
if (missed.length > 0) console.log(`\nMissed: ${missed.map(({ name, where }) => `${name} (${where})`).join('; ')}.`);
process.exit(options.check && missed.length > 0 ? 1 : 0);
