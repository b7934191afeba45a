const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Kubernetes' limit on label values, container names and the names of Services. */
export const labelLimit = 63;

/** Characters of a Job's suffix: 12 of [a-z0-9] hold 62 bits. A long name leaves room for fewer: 6 (31 bits), as the Go runner's. */
const suffixLengths = { most: 12, least: 6 } as const;

/** What follows a Job's name in the names of its sidecars' containers, at its longest. */
const sidecarEnding = '-sidecar-99'.length;

/** The longest name of an experiment: `<experiment>-<suffix>` names the Job and its main container. */
export const experimentNameLimit = labelLimit - suffixLengths.least - 1;

/** The same beside sidecars: what the Go runner could run, which put 15 characters behind the Job's name. */
export const experimentNameLimitWithSidecars = experimentNameLimit - 15;

/**
 * Characters of the suffix of a Job of an experiment. It depends on the experiment's name alone, because a Job is found again
 * by its name: where sidecars are possible their room is kept free, whether the engine asks for them or not.
 */
export const suffixLength = (experiment: string): number => {
  const room = labelLimit - 1 - experiment.length;
  const free = experiment.length <= experimentNameLimitWithSidecars ? room - sidecarEnding : room;
  return Math.min(suffixLengths.most, Math.max(suffixLengths.least, free));
};

/** The longest name of an engine: the operator makes it a label of the runner's pod. */
const engineNameLimit = labelLimit;

/** The longest name of an engine whose monitor can be launched: its Service is called `<engine>-monitor`. */
const monitorNameLimit = labelLimit - '-monitor'.length;

/** Why a text cannot name a Kubernetes object, as the end of a sentence; undefined when it can. */
export const nameProblem = (name: string): string | undefined => {
  if (name === '') return 'is empty';
  if (name.length > 253) return `has ${name.length} characters: at most 253 are possible`;
  if (!dnsSubdomain.test(name))
    return 'is not a possible name: lower case letters, digits, "-" and "." only, a letter or digit at both ends';
  return undefined;
};

/** Why a text cannot name a namespace, as the end of a sentence; undefined when it can. */
export const namespaceProblem = (name: string): string | undefined => {
  if (name.length > labelLimit) return `has ${name.length} characters: at most ${labelLimit} are possible`;
  return name.includes('.') ? 'is not a possible name: a namespace has no dots' : nameProblem(name);
};

/** Whether a text can be a label's value as it is. */
export const isLabelValue = (value: string): boolean => value.length <= labelLimit && labelValue.test(value);

/** Whether a text can be a label's name: a word of at most 63 characters, with a domain and a slash before it or without. */
export const isLabelName = (name: string): boolean => {
  const slash = name.indexOf('/');
  const word = name.slice(slash + 1);
  return word !== '' && isLabelValue(word) && (slash < 0 || nameProblem(name.slice(0, slash)) === undefined);
};

/** Why an experiment of this name cannot be launched, as the end of a sentence; undefined when it can. */
export const experimentNameProblem = (name: string, sidecars = false): string | undefined => {
  const limit = sidecars ? experimentNameLimitWithSidecars : experimentNameLimit;
  if (name.length <= limit)
    return name.includes('.')
      ? 'has a dot: the container of its Job is named by it, and no dot is possible there'
      : nameProblem(name);
  return `has ${name.length} characters: at most ${limit} are possible${sidecars ? ' beside sidecars' : ''}, because the name of its Job is longer by at least ${suffixLengths.least + 1} and a container name holds ${labelLimit}`;
};

/** Why an engine of this name cannot run, as the end of a sentence; undefined when it can. */
export const engineNameProblem = (name: string): string | undefined =>
  name.length > engineNameLimit
    ? `has ${name.length} characters: at most ${engineNameLimit} are possible, because it becomes a label of the runner's pod`
    : nameProblem(name);

/** Why the monitor of an engine of this name cannot be launched, as the end of a sentence; undefined when it can. */
export const monitorNameProblem = (name: string): string | undefined =>
  name.length > monitorNameLimit
    ? `has ${name.length} characters: its monitor cannot be launched, because the monitor's Service is called <engine>-monitor and a Service's name holds ${labelLimit}`
    : undefined;
