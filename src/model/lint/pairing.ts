/** What files say of an object: where it is written that it goes, if they say so. */
export interface Named {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

/**
 * The experiment in files that an entry of an engine means: of its name, and of several the one whose written namespace is
 * the engine's, before one that names none, before any other. Every command that takes files pairs by this rule, because a
 * fault that is given beside an engine is given for it.
 */
export const pairedExperiment = <A>(
  name: string,
  engine: Named,
  experiments: readonly A[],
  namedAs: (experiment: A) => Named,
): A | undefined => {
  const rank = (experiment: A): number => {
    const { namespace } = namedAs(experiment);
    if (namespace === engine.namespace) return 0;
    return namespace === undefined ? 1 : 2;
  };
  const candidates = experiments.filter((each) => namedAs(each).name === name);
  return candidates.toSorted((left, right) => rank(left) - rank(right))[0];
};

/** Whether both are written for a namespace, and not for the same one: kubectl would apply them apart. */
export const areApart = (engine: Named, experiment: Named): boolean =>
  engine.namespace !== undefined && experiment.namespace !== undefined && engine.namespace !== experiment.namespace;
