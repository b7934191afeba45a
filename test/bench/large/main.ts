import { clusterPlace } from '../cluster-place.ts';
import { openGround } from '../ground.ts';
import type { Measurement } from '../measurement.ts';
import type { Place } from '../place.ts';
import { aligned, largeAt, markdownTable, table, writeSections } from '../report.ts';
import { isMissedAndBinds } from '../settled.ts';
import { simulatedPlace } from '../simulated-place.ts';
import { measureBesideBare } from './beside-bare.ts';
import { measureCrash } from './crash.ts';
import { imageEnvironment } from './image-environment.ts';
import { type LargeGround, prepareLarge } from './large-batch.ts';
import { readOptions } from './options.ts';
import { kindRows, type StepRequests } from './request-kinds.ts';
import { measureSizes } from './sizes.ts';

// `npm run bench:many`: measures large batches: on the simulator many sizes beside the ideal and a crash at half, and on the
// cluster of KUBECONFIG, if that is set, batches beside bare Jobs of the same body. Prints one JSON line for each number and
// tables, and writes sections of docs/performance.md.
//   --only PART         of: sizes, crash, real; may be repeated. `real` without KUBECONFIG tries itself on the simulator,
//                       where nothing of it binds
//   --sizes A,B,…       steps of the batches; default 20,50,200,1000,2000
//   --parallelism N     of them, and of the one that is killed; default 50
//   --steps N           of the batch that is killed; default 1000
//   --beside NxP,…      steps and parallelism of the batches on the cluster; default 300x20,20x20
//   --account A         polling (the rights that Litmus' charts grant) or watching; default both
//   --clean-up P        delete (default) or retain
//   --check             exits 1 when a binding target is missed three times; twice from 300 steps: they take minutes
//   --no-write          leaves the document alone; so do options that leave out a part of a section

const options = readOptions(process.argv.slice(2));
const { wants, accounts, cleanUp, parallelism, writes } = options;
const say = console.log;

/** From so many steps one measurement takes minutes. */
const takesMinutes = 300;
const triesOf = (steps: number): number => (options.check ? (steps >= takesMinutes ? 2 : 3) : 1);

async function onGround<A>(place: Place, stepSeconds: number, act: (large: LargeGround) => Promise<A>): Promise<A> {
  const image = imageEnvironment();
  const ground = await openGround(place);
  try {
    const large = { ground, stepSeconds, environment: image.variables };
    await prepareLarge(large);
    return await act(large);
  } finally {
    image.close();
    await ground.close();
    await place.close();
  }
}

interface Found {
  readonly measurements: readonly Measurement[];
  readonly requests: readonly StepRequests[];
}

/** The parts that are the simulator's. */
const measureSimulator = async (large: LargeGround): Promise<Found> => {
  const wish = { parallelism, accounts, cleanUp, say };
  const sizes = wants.has('sizes')
    ? await measureSizes(large, { ...wish, sizes: options.sizes, triesOf })
    : { measurements: [], requests: [] };
  const { crashSteps: steps } = options;
  const crash = wants.has('crash') ? await measureCrash(large, { ...wish, steps, tries: triesOf(steps) }) : [];
  return { measurements: [...sizes.measurements, ...crash], requests: sizes.requests };
};

const { KUBECONFIG: kubeconfig } = process.env;
const found: Found =
  wants.has('sizes') || wants.has('crash')
    ? await onGround(await simulatedPlace(), 2, measureSimulator)
    : { measurements: [], requests: [] };
const beside: readonly Measurement[] =
  wants.has('real') && (kubeconfig || options.areNamed)
    ? await onGround(kubeconfig ? await clusterPlace(kubeconfig) : await simulatedPlace(), 1, (large) =>
        measureBesideBare(large, { batches: options.beside, accounts, cleanUp, triesOf, say }),
      )
    : [];

const all = [...found.measurements, ...beside];
console.log(table(all));
if (found.requests.length > 0) console.log(`\n${aligned(kindRows(found.requests))}`);
const written = [...(writes.simulator ? found.measurements : []), ...(writes.cluster && kubeconfig ? beside : [])];
if (written.length > 0)
  writeSections(
    'docs/performance.md',
    written,
    new Date(),
    new Map([[largeAt('simulator'), markdownTable(kindRows(found.requests))]]),
  );
const missed = all.filter(isMissedAndBinds);
if (missed.length > 0) console.log(`\nMissed: ${missed.map(({ name, where }) => `${name} (${where})`).join('; ')}.`);
process.exit(options.check && missed.length > 0 ? 1 : 0);
