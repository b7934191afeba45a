/** kubectl's output without what differs from one cluster, and from one moment, to the next. */

const replacements: readonly (readonly [RegExp, string])[] = [
  [/^W?E?\d{4} [\d:.]+ +\d+ .*\n/gm, ''],
  [/^Warning: version difference.*\n/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} [\d:]+ [+-]\d{4}/g, '<time>'],
  [/("?resourceVersion"?: |Resource Version: +)"?\d+"?/g, '$1<version>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<ip>'],
  [/\bcontract-\d+-\d+\b/g, '<namespace>'],
  [/\b(talker|failer|sleeper)-[a-z0-9]{5}\b/g, '$1-<suffix>'],
  [/\b(containerd|docker):\/\/[^\s"]+/g, '<container>'],
  [/\bsha256:[0-9a-f]+/g, '<image>'],
  [/\b(node-1|simulated-\d)(\/<ip>)?/g, '<node>'],
  [/\b(\d+[dhms]){1,2}\b( \(x\d+ over <?[^)]*\))?/g, '<age>'],
  [/https?:\/\/127\.0\.0\.1:\d+/g, '<server>'],
];

// Every pod of the real cluster mounts its token, and its kubelet complains about the missing cluster DNS.
const accident =
  /default-token-|kube-api-access-|serviceaccount from|SecretName:|Optional:\s+false|MissingClusterDNS|ClusterDNS|kubernetes\.io\/(not-ready|unreachable)/;

/** The text with every accident replaced by its name, and columns of any width separated by two spaces. */
export const normalised = (text: string): string =>
  replacements
    .reduce((here, [pattern, name]) => here.replace(pattern, name), text)
    .split('\n')
    .filter((line) => !accident.test(line))
    .map((line) => line.replace(/ {2,}(?=\S)/g, (spaces, at) => (at === 0 ? spaces : '  ')).trimEnd())
    .join('\n')
    .trim();
