const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Kubernetes' limit on label values, container names and the names of Services. */
export const labelLimit = 63;

/** Characters of a Job's suffix: 12 of [a-z0-9] hold 62 bits. */
export const suffixLength = 12;

/** The longest name of an experiment: `<experiment>-<suffix>` names the Job and its main container. */
export const experimentNameLimit = labelLimit - suffixLength - 1;

/** The same for an experiment with up to ten sidecars, whose containers are called `<job>-sidecar-<index>`. */
export const experimentNameLimitWithSidecars = experimentNameLimit - '-sidecar-9'.length;

/** The longest name of an engine: the operator makes it a label of the runner's pod. */
export const engineNameLimit = labelLimit;

/** The same for an engine with the monitor, whose Service is called `<engine>-monitor`. */
export const engineNameLimitWithMonitor = labelLimit - '-monitor'.length;

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
  return `has ${name.length} characters: at most ${limit} are possible${sidecars ? ' beside sidecars' : ''}, because the name of its Job is longer by ${suffixLength + 1} and a container name holds ${labelLimit}`;
};

/** Why an engine of this name cannot run, as the end of a sentence; undefined when it can. */
export const engineNameProblem = (name: string, monitor = false): string | undefined => {
  if (name.length > engineNameLimit)
    return `has ${name.length} characters: at most ${engineNameLimit} are possible, because it becomes a label of the runner's pod`;
  if (monitor && name.length > engineNameLimitWithMonitor)
    return `has ${name.length} characters: at most ${engineNameLimitWithMonitor} are possible with monitoring, because its Service is called <engine>-monitor`;
  return nameProblem(name);
};
