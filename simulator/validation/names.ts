/** The rules for names, labels and annotations. Each returns what is wrong with a value, in the server's words. */

const label63 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label63}(\\.${label63})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelText = `(${qualifiedName})?`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const variable = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const configKey = '[-._a-zA-Z0-9]+';
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const regex = (text: string, ...examples: readonly string[]): string =>
  `(e.g. ${examples.map((one) => `'${one}'`).join(',  or ')}, regex used for validation is '${text}')`;

/** What lengths of labels are counted in: current servers say what they always did. */
export type LengthUnit = 'characters' | 'bytes';

type Rule = (value: string, unit?: LengthUnit) => readonly string[];

/** What is said of a value that does not match the whole pattern, or is longer than the limit. */
const rule = (pattern: string, said: string, limit = Number.POSITIVE_INFINITY): Rule => {
  const whole = new RegExp(`^${pattern}$`);
  return (value, unit = 'characters') => [
    ...(value.length > limit ? [`must be no more than ${limit} ${unit}`] : []),
    ...(whole.test(value) ? [] : [said]),
  ];
};

/** A DNS label of at most 63 characters: namespaces, containers, volumes. */
export const dnsLabel = rule(
  label63,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character ${regex(label63, 'my-name', '123-abc')}`,
  63,
);

/** A DNS label that begins with a letter: services. */
export const dns1035Label = rule(
  label1035,
  `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character ${regex(label1035, 'my-name', 'abc-123')}`,
  63,
);

/** A DNS subdomain of at most 253 characters: most objects. */
export const dnsSubdomain = rule(
  subdomain,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ${regex(subdomain, 'example.com')}`,
  253,
);

/** A name that only has to fit into a path: roles and their bindings. */
export const pathSegment = (value: string): readonly string[] => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((one) => value.includes(one)).map((one) => `may not contain '${one}'`);
};

const qualifiedText = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regex(qualifiedName, 'MyName', 'my.name', '123-abc')}`;
const namePart = rule(qualifiedName, qualifiedText, 63);

/** `name` or `prefix/name`: the keys of labels and annotations. */
export const qualified: Rule = (value, unit = 'bytes') => {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${qualifiedText.replace(/\)$/, '')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName'))`,
    ];
  }
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix ? dnsSubdomain(prefix).map((one) => `prefix part ${one}`) : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...namePart(name, unit).map((one) => `name part ${one}`),
  ];
};

/** The value of a label. */
export const labelValue = rule(
  labelText,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regex(labelText, 'MyValue', 'my_value', '12345')}`,
  63,
);

const pathOfDomain = rule(httpPath, `Invalid path (regex used for validation is '${httpPath}')`);

/** Faults of `example.com/some/path`: who manages a Job. Each with the part that has it. */
export const domainPrefixedPath = (value: string): readonly (readonly [part: string, fault: string])[] => {
  const slash = value.indexOf('/');
  const [domain, path] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (domain === '' || path === '') return [[value, 'must be a domain-prefixed path (such as "acme.io/foo")']];
  return [
    ...dnsSubdomain(domain).map((fault) => [domain, fault] as const),
    ...pathOfDomain(path).map((fault) => [path, fault] as const),
  ];
};

/** The name of an environment variable. */
export const variableName = rule(
  variable,
  `a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit ${regex(variable, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')}`,
);

const keyText = rule(
  configKey,
  `a valid config key must consist of alphanumeric characters, '-', '_' or '.' ${regex(configKey, 'key.name', 'KEY_NAME', 'key-name')}`,
);

/** A key of a ConfigMap or Secret; one that leads out of its folder is as good as none. */
export const dataKey = (value: string): readonly string[] =>
  keyText(value === '.' || value.startsWith('..') ? '' : value);
