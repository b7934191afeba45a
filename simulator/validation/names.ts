/** The rules for names, labels and annotations. Each returns what is wrong with a value, in the server's words. */

const label63 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label63}(\\.${label63})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelText = `(${qualifiedName})?`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const variable = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const patterns = {
  label: new RegExp(`^${label63}$`),
  subdomain: new RegExp(`^${subdomain}$`),
  qualifiedName: new RegExp(`^${qualifiedName}$`),
  labelText: new RegExp(`^${labelText}$`),
  label1035: new RegExp(`^${label1035}$`),
  variable: new RegExp(`^${variable}$`),
  httpPath: new RegExp(`^${httpPath}$`),
};

const regex = (text: string, ...examples: readonly string[]): string =>
  `(e.g. ${examples.map((one) => `'${one}'`).join(',  or ')}, regex used for validation is '${text}')`;

/** What lengths of labels are counted in: current servers say what they always did. */
export type LengthUnit = 'characters' | 'bytes';

const tooLong = (limit: number, unit: LengthUnit = 'characters'): string => `must be no more than ${limit} ${unit}`;

/** A DNS label of at most 63 characters: namespaces, containers, volumes. */
export const dnsLabel = (value: string): readonly string[] => [
  ...(value.length > 63 ? [tooLong(63)] : []),
  ...(patterns.label.test(value)
    ? []
    : [
        `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character ${regex(label63, 'my-name', '123-abc')}`,
      ]),
];

/** A DNS label that begins with a letter: services. */
export const dns1035Label = (value: string): readonly string[] => [
  ...(value.length > 63 ? [tooLong(63)] : []),
  ...(patterns.label1035.test(value)
    ? []
    : [
        `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character ${regex(label1035, 'my-name', 'abc-123')}`,
      ]),
];

/** A DNS subdomain of at most 253 characters: most objects. */
export const dnsSubdomain = (value: string): readonly string[] => [
  ...(value.length > 253 ? [tooLong(253)] : []),
  ...(patterns.subdomain.test(value)
    ? []
    : [
        `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ${regex(subdomain, 'example.com')}`,
      ]),
];

/** A name that only has to fit into a path: roles and their bindings. */
export const pathSegment = (value: string): readonly string[] => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((one) => value.includes(one)).map((one) => `may not contain '${one}'`);
};

/** `name` or `prefix/name`: the keys of labels and annotations. */
export const qualified = (value: string, unit: LengthUnit): readonly string[] => {
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const example = regex(qualifiedName, 'MyName', 'my.name', '123-abc');
  const rule = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${example}`;
  if (parts.length > 2) {
    return [
      `a qualified name ${rule.replace(/\)$/, '')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName'))`,
    ];
  }
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : []),
    ...(prefix ? dnsSubdomain(prefix).map((one) => `prefix part ${one}`) : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? [`name part ${tooLong(63, unit)}`] : []),
    ...(patterns.qualifiedName.test(name) ? [] : [`name part ${rule}`]),
  ];
};

/** The value of a label. */
export const labelValue = (value: string, unit: LengthUnit): readonly string[] => [
  ...(value.length > 63 ? [tooLong(63, unit)] : []),
  ...(patterns.labelText.test(value)
    ? []
    : [
        `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${regex(labelText, 'MyValue', 'my_value', '12345')}`,
      ]),
];

/** Faults of `example.com/some/path`: who manages a Job. Each with the part that has it. */
export const domainPrefixedPath = (value: string): readonly (readonly [part: string, fault: string])[] => {
  const slash = value.indexOf('/');
  const [domain, path] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (domain === '' || path === '') return [[value, 'must be a domain-prefixed path (such as "acme.io/foo")']];
  return [
    ...dnsSubdomain(domain).map((fault) => [domain, fault] as const),
    ...(patterns.httpPath.test(path)
      ? []
      : [[path, `Invalid path (regex used for validation is '${httpPath}')`] as const]),
  ];
};

/** The name of an environment variable. */
export const variableName = (value: string): readonly string[] =>
  patterns.variable.test(value)
    ? []
    : [
        `a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit ${regex(variable, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')}`,
      ];

/** A key of a ConfigMap or Secret. */
export const dataKey = (value: string): readonly string[] =>
  /^[-._a-zA-Z0-9]+$/.test(value) && value !== '.' && !value.startsWith('..')
    ? []
    : [
        `a valid config key must consist of alphanumeric characters, '-', '_' or '.' ${regex('[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name')}`,
      ];
