import { isRecord } from '../../json/json-object.ts';
import { applicationKinds } from '../../litmus/engine.ts';
import { nearest } from '../../text/nearest.ts';
import type { OperatorVersion } from './operators.ts';
import type { Placed } from './places.ts';

/** A way to write something that older operators took and the runner still understands. */
export interface OldSpelling {
  /** Where: keys, and `*` for each index of a list. */
  readonly at: readonly string[];
  /** Whether what is there is written the old way; without, whatever is there. */
  readonly isOld?: (placed: Placed) => boolean;
  /** The last of the operators for which it is right; without, for none. */
  readonly until?: OperatorVersion;
  /** What it is, as the end of a sentence about the place. */
  readonly what: string;
  /** Why a server of a later operator refuses it; without, the server keeps it and the later operator drops it. */
  readonly since?: string;
  readonly hint?: (placed: Placed) => string | undefined;
}

const entry = ['spec', 'experiments', '*', 'spec'] as const;
const probe = [...entry, 'probe', '*'] as const;
const definition = ['spec', 'definition'] as const;

/** The properties of a probe that are times: seconds as numbers until 2.x, text with a unit since 3.0. */
export const probeTimes = [
  'probeTimeout',
  'interval',
  'probePollingInterval',
  'evaluationTimeout',
  'initialDelay',
] as const;

/** How to write a number of seconds as probes want it since 3.0. */
export const withUnit = (seconds: unknown): string => `write it in quotes, with its unit: "${String(seconds)}s"`;

const isNumber = ({ value }: Placed): boolean => typeof value === 'number';
const isText = ({ value }: Placed): boolean => typeof value === 'string';

/** Numbers only: what mixes numbers and text is right for no operator. */
const isOldTime = (placed: Placed): boolean => {
  const times = isRecord(placed.parent) ? placed.parent : {};
  return isNumber(placed) && probeTimes.every((key) => times[key] === undefined || typeof times[key] === 'number');
};

const isOtherKind = ({ value }: Placed): boolean =>
  typeof value === 'string' && value !== '' && !applicationKinds.some((known) => known === value);

/** The kind of an application that somebody meant; some faults know a job. */
const meantKind = ({ value }: Placed): string | undefined => {
  const near = nearest(String(value), [...applicationKinds, 'job']);
  return near === undefined || near === value ? undefined : `did you mean ${near}?`;
};

/** A field that a server keeps, and whose name is another one since 1.13.2. */
const renamed = (at: readonly string[], from: string, current: string): OldSpelling => ({
  at,
  until: '1.13',
  what: `is the name of ${from} to 1.13.2`,
  hint: () => `write ${current}`,
});

const leaveOut = () => 'leave it out';

/** The kind of an application. */
const kindOfApplication = {
  isOld: isOtherKind,
  what: 'is a kind that is passed on as it is',
  since: `its definition knows ${applicationKinds.join(', ')} only`,
  hint: meantKind,
};

/** Entries of a list of ConfigMaps or Secrets to mount. */
const dataIn = (list: readonly string[]): OldSpelling => ({
  at: [...list, '*', 'data'],
  what: 'has no effect: what is mounted is what the cluster holds',
  since: 'its definition has no such field',
  hint: leaveOut,
});

const rank = { until: '1.13', what: 'has no effect: entries run in the order of the list', hint: leaveOut } as const;

const ofEngines: readonly OldSpelling[] = [
  { at: ['spec', 'appinfo', 'appkind'], until: '2.14', ...kindOfApplication },
  { at: ['spec', 'selectors', 'workloads', '*', 'kind'], ...kindOfApplication },
  {
    at: [...entry, 'components'],
    isOld: ({ value }) => Array.isArray(value),
    until: '0.9',
    what: 'is a list of variables, as until 1.0',
    since: 'components are an object after 1.0',
    hint: () => 'write the list below components.env',
  },
  { at: [...entry, 'rank'], ...rank, since: 'its definition has no rank any more' },
  { at: [...entry, 'components', 'rank'], ...rank },
  ...probeTimes.map(
    (key): OldSpelling => ({
      at: [...probe, 'runProperties', key],
      isOld: isOldTime,
      until: '2.14',
      what: 'is a number of seconds, as until 2.x',
      since: 'it is text with a unit since 3.0',
      hint: ({ value }) => withUnit(value),
    }),
  ),
  {
    at: [...probe, 'cmdProbe/inputs', 'source'],
    isOld: isText,
    until: '2.14',
    what: 'is text, as until 2.x',
    since: 'it is an object with an image since 3.0',
    hint: ({ value }) => (value === 'inline' ? 'leave it out' : `write {image: ${JSON.stringify(value)}}`),
  },
  {
    at: [...probe, 'httpProbe/inputs', 'responseTimeout'],
    until: '2.14',
    what: 'is the time-out in milliseconds, as until 2.x',
    since: 'runProperties.probeTimeout is the only time-out since 3.0',
    hint: () => 'leave it out, and let probeTimeout be long enough',
  },
  {
    at: ['spec', 'defaultHealthCheck'],
    isOld: ({ value }) => value === 'true' || value === 'false',
    until: '2.14',
    what: 'is text, as until 2.x',
    since: 'it is true or false since 3.0',
    hint: ({ value }) => `write it without quotes: ${String(value)}`,
  },
  {
    at: ['spec', 'components', 'monitor'],
    until: '0.9',
    what: 'is the image of the monitor, as before 1.3',
    since: 'its definition has no monitor any more',
  },
  {
    at: ['spec', 'engineState'],
    isOld: ({ value }) => value === 'initialized' || value === 'stopped',
    until: '0.9',
    what: 'is a state of operators up to 1.11, and asks for nothing: the engine counts as active',
    since: 'its definition knows active and stop only',
    hint: ({ value }) => (value === 'stopped' ? 'did you mean stop?' : 'leave it out'),
  },
  ...['engineState', 'jobCleanUpPolicy'].map(
    (key): OldSpelling => ({
      at: ['spec', key],
      isOld: ({ value }) => value === '',
      until: '0.9',
      what: 'is empty: it counts as absent',
      since: 'its definition allows no empty text there',
      hint: leaveOut,
    }),
  ),
  renamed([...entry, 'components', 'experimentannotation'], '1.4', 'experimentAnnotations'),
  renamed(['spec', 'components', 'runner', 'runnerannotation'], '1.4', 'runnerAnnotations'),
  ...['configMaps', 'secrets'].map((key) => dataIn([...entry, 'components', key])),
];

const ofExperiments: readonly OldSpelling[] = [
  renamed([...definition, 'configmaps'], '0.9', 'configMaps'),
  renamed([...definition, 'experimentannotations'], '1.4', 'experimentAnnotations'),
  {
    at: [...definition, 'hostFileVolumes', '*', 'type'],
    what: 'is used where a server lets it through',
    since: 'its definition has no such field, and a server that drops it leaves the type File',
  },
  ...['configMaps', 'secrets'].map((key) => dataIn([...definition, key])),
];

/** Every old spelling by the kind of its object, by the contract's tables and published manifests. */
export const oldSpellings: Readonly<Record<string, readonly OldSpelling[]>> = {
  ChaosEngine: ofEngines,
  ChaosExperiment: ofExperiments,
};

/** What only later operators understand. */
export interface NewSpelling {
  readonly at: readonly string[];
  readonly isNew?: (placed: Placed) => boolean;
  /** The last operator that does not understand it. */
  readonly after: OperatorVersion;
  readonly severity: 'error' | 'warning';
  /** What an older operator makes of it, as the end of a sentence about it. */
  readonly outcome: string;
}

/** Every new spelling of engines, by the contract's tables. */
export const newSpellings: readonly NewSpelling[] = [
  ...probeTimes.map(
    (key): NewSpelling => ({
      at: [...probe, 'runProperties', key],
      isNew: isText,
      after: '2.14',
      severity: 'error',
      outcome: 'refuses it: it wants a number of seconds there, text is right since 3.0',
    }),
  ),
  {
    at: [...entry, 'components'],
    isNew: ({ value }) => isRecord(value),
    after: '0.9',
    severity: 'error',
    outcome: 'cannot read it: until 1.0 it is a list of variables, each with name and value',
  },
  {
    at: ['spec', 'selectors'],
    after: '2.14',
    severity: 'warning',
    outcome: 'does not know it and passes on no target: it is right since 3.0, appinfo before',
  },
];
