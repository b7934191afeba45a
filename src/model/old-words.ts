import { applicationKinds, type ChaosEngine, engineStates, olderEngineStates } from './engine.ts';
import { nearest } from './nearest.ts';
import type { OldSpelling } from './old-spellings.ts';
import type { Path } from './problem.ts';

/** Whether it is a state that only servers of older generations took. */
export const isOlderState = (state: string | undefined): boolean => olderEngineStates.some((older) => older === state);

/**
 * Everything in an engine that this runner understands and a server with the CRDs of 3.18 does not: the spellings of older
 * generations, and words of lists that differ between generations.
 */
export const oldWords = (engine: ChaosEngine): readonly OldSpelling[] => {
  const { appinfo, engineState, selectors } = engine.spec;
  return [
    ...engine.old,
    ...kindProblems(['spec', 'appinfo', 'appkind'], appinfo?.appkind),
    ...(selectors?.workloads ?? []).flatMap(({ kind }, at) =>
      kindProblems(['spec', 'selectors', 'workloads', at, 'kind'], kind),
    ),
    ...(engineState !== undefined && isOlderState(engineState)
      ? [refused(['spec', 'engineState'], engineState, 'counts as active', engineStates)]
      : []),
  ];
};

/** What a fault makes of a kind is its own business. */
const kindProblems = (path: Path, kind = ''): readonly OldSpelling[] =>
  kind === '' || applicationKinds.some((known) => known === kind)
    ? []
    : [refused(path, kind, 'is passed on as it is', applicationKinds)];

const refused = (path: Path, word: string, what: string, words: readonly string[]): OldSpelling => {
  const meant = nearest(word, words);
  return {
    path,
    refused: true,
    message: `${what}, but a 3.18 server refuses ${JSON.stringify(word)}: it takes ${words.join(', ')}`,
    expected: `one of ${words.join(', ')}`,
    found: JSON.stringify(word),
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  };
};
