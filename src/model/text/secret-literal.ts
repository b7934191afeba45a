import { looksRandom } from './looks-random.ts';

/** A variable's name and its value as written in a manifest. */
export interface Literal {
  readonly name: string;
  readonly value: string;
}

/** Words in a name that say that its value is a secret, whatever stands around them. */
const secretWords: ReadonlySet<string> = new Set(
  (
    'pass pwd accesskey secretkey ' +
    'privatekey sshpass cred creds bearer cookie dsn auth authorization authentication signature sig otp pin'
  ).split(' '),
);

/** So a word may end that is written together, such as `PGPASSWORD`. */
const secretEnd = /(password|passwd|passphrase|secret|token|apikey|credential)s?$/;

/** Before `key` they say that it is no secret: keys of labels and the like. */
const publicKeys: ReadonlySet<string> = new Set(
  'label annotation taint toleration topology selector public map config configmap sort partition routing metric'.split(
    ' ',
  ),
);

/** At the end of a name they say that the value is about the secret, and is not it. */
const aboutIt: ReadonlySet<string> = new Set(
  (
    'file files path dir directory folder name names ref namespace url uri endpoint host server port type mode method ' +
    'enabled disabled required timeout ttl expiry lifetime interval length size count retries version algorithm header ' +
    'provider class scheme kind domain realm issuer audience user username email store manager'
  ).split(' '),
);

/** Values of switches: they say nothing, and logs without them cannot be read. */
const switches: ReadonlySet<string> = new Set(
  'true false yes no on off none null nil default enable disable enabled disabled basic bearer anonymous'.split(' '),
);

/** Shorter values of variables are parts of ordinary words everywhere. */
const shortestLiteral = 4;

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');

/** Whether a variable's name says that its value is a secret: `DB_PASSWORD` and `apiToken`, not `TOKEN_FILE` or `LABEL_KEY`. */
export const nameSaysSecret = (name: string): boolean => {
  // PWD alone is the working directory of a shell.
  if (name === 'PWD' || name === 'OLDPWD') return false;
  const words = wordsOf(name);
  if (aboutIt.has(words.at(-1) ?? '')) return false;
  return words.some((word, index) => {
    const before = words[index - 1] ?? '';
    if (word === 'key' || word === 'keys') return before !== '' && !publicKeys.has(before);
    // The secret from which images are pulled is told by its name.
    return secretWords.has(word) || (secretEnd.test(word) && before !== 'pull');
  });
};

const hides = (name: string, value: string): boolean =>
  value.length >= shortestLiteral && !switches.has(value.toLowerCase()) && nameSaysSecret(name);

/** The password in an address such as `https://user:password@host`. */
const passwordOf = (word: string): string | undefined => {
  const from = word.indexOf('://') + 3;
  const at = word.lastIndexOf('@');
  const colon = word.indexOf(':', from);
  if (from < 3 || colon < 0 || colon > at || word.slice(from, colon).includes('/')) return undefined;
  const password = word.slice(colon + 1, at);
  // Digits before a slash are a port.
  return /^\d*\//.test(password) ? undefined : password;
};

/** Words of this many characters are looked into for pairs of a name and a value. */
const longestPair = 4_096;

const pairOf = (word: string): readonly [string, string] | undefined => {
  const at = word.search(/[=:]/);
  return at < 0 ? undefined : [word.slice(0, at), word.slice(at + 1)];
};

/** What a word says that introduces the next one: `--password`, `"token":`, `Bearer`. */
const introduces = (word: string): boolean =>
  /^(bearer|basic)$/i.test(word) ||
  (word.length <= longestPair && /^--?[a-z]|[=:]$/i.test(word) && nameSaysSecret(word.replace(/[=:]+$/, '')));

const inWords = (words: readonly string[]): readonly string[] => {
  const found: string[] = [];
  words.forEach((word, index) => {
    const before = words[index - 1] ?? '';
    const introducer = /^[=:]+$/.test(before) ? `${words[index - 2] ?? ''}:` : before;
    if (looksRandom(word)) found.push(word);
    if (word.length >= shortestLiteral && !switches.has(word.toLowerCase()) && introduces(introducer)) found.push(word);
    if (word.length > longestPair) return;
    const password = passwordOf(word);
    if (password !== undefined && password !== '') found.push(password);
    const pair = pairOf(word);
    if (pair !== undefined && (hides(...pair) || looksRandom(pair[1]))) found.push(pair[1]);
  });
  return found;
};

/** Whole words first, then those of addresses, lists and objects. */
const borders = [/[\s"'`,;]+/, /[\s"'`,;&?|(){}<>[\]]+/];

/** The parts of a text that could be secrets by themselves: passwords in addresses, values of pairs, words that look random. */
export const secretParts = (text: string): readonly string[] =>
  borders.flatMap((border) => inWords(text.split(border).filter((word) => word !== '')));

/**
 * What of a variable's literal value has to be hidden. The whole value where the name says that it is a secret; else the parts
 * of it that could be one by their length and entropy, or by where they stand. Of an ordinary word: nothing.
 */
export const secretsOfLiteral = ({ name, value }: Literal): readonly string[] =>
  hides(name, value) ? [value] : secretParts(value);
