import type { IAsyncProperty, IProperty, Parameters } from 'fast-check';
// By its path: its name leads here.
import * as all from '../../node_modules/fast-check/lib/fast-check.js';

export * from '../../node_modules/fast-check/lib/fast-check.js';

/** As many as the library draws by itself; a mutant that survives costs every test that reaches it in full. */
const most = 100;

/** Fewer draws than a test asks for, always the same, and no search for the smallest: the score can be repeated, and is too low rather than too high. */
const few = <T>(parameters: Parameters<T> = {}): Parameters<T> => ({
  ...{ seed: 1, ...parameters },
  ...{ numRuns: Math.min(parameters.numRuns ?? most, most), endOnFailure: true },
});

type Property<T> = IProperty<T> | IAsyncProperty<T>;
export const assert = <T>(property: Property<T>, parameters?: Parameters<T>) => all.assert(property, few(parameters));
export const check = <T>(property: Property<T>, parameters?: Parameters<T>) => all.check(property, few(parameters));
// biome-ignore lint/style/noDefaultExport: as the library that it stands in for.
export default { ...all, assert, check };
