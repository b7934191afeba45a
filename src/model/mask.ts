/** A variable's name and its value as written in a manifest. */
export interface Literal {
  readonly name: string;
  readonly value: string;
}

/** What stands where a value was. */
export const maskText = '***';

/** Values shorter than this cannot be masked: they are parts of ordinary words everywhere. */
export const shortestMasked = 4;

const credentialName =
  /pass|secret|token|key|cred|auth|private|cert|pwd|cookie|session|dsn|connection|account|signature/i;

/** Values that Litmus' own manifests are full of: they say nothing, and logs without them cannot be read. */
const ordinaryWords: ReadonlySet<string> = new Set(
  'true false none null default enable disable enabled disabled parallel serial docker containerd cri-o'.split(' '),
);

/** Literal values of at least this many characters are masked whatever the variable is called. */
const shortestLiteral = 6;

/**
 * A function that replaces every occurrence of the given values in a text by `***`, overlapping ones too, and their
 * base64, URL and JSON forms; of values with several lines also each line.
 *
 * `secrets` are contents of Secrets: all of at least four characters are masked. Of the environment's literal values,
 * those are masked that have at least six characters, or at least four under a name that looks like a credential's:
 * shorter ones (`true`, `eth0`, `100`) are words of every log, and masking them would leave nothing to read.
 */
export const masker = (secrets: Iterable<string>, literals: Iterable<Literal>): ((text: string) => string) => {
  const forms = new Set<string>();
  for (const value of secrets) addForms(forms, value);
  for (const { name, value } of literals) {
    const hidden = value.length >= shortestLiteral || (value.length >= shortestMasked && credentialName.test(name));
    if (hidden && !ordinaryWords.has(value.toLowerCase())) addForms(forms, value);
  }
  const byStart = indexed(forms);
  return (text) => (byStart.size === 0 ? text : masked(text, byStart));
};

const addForms = (forms: Set<string>, value: string): void => {
  const add = (form: string): void => {
    if (form.length >= shortestMasked) forms.add(form);
  };
  for (const part of [value, value.trim(), ...value.split(/\r?\n/).map((line) => line.trim())]) {
    if (part.length < shortestMasked) continue;
    add(part);
    add(JSON.stringify(part).slice(1, -1));
    add(encodeURIComponent(part.toWellFormed()));
    const bytes = Buffer.from(part, 'utf8');
    add(bytes.toString('base64'));
    add(bytes.toString('base64').replace(/=+$/, ''));
    add(bytes.toString('base64url'));
  }
};

/** Values by their first four characters, longest first: a text is searched once, however many values there are. */
const indexed = (forms: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> => {
  const byStart = new Map<string, string[]>();
  for (const form of forms) {
    const start = form.slice(0, shortestMasked);
    const same = byStart.get(start);
    if (same === undefined) byStart.set(start, [form]);
    else same.push(form);
  }
  for (const same of byStart.values()) same.sort((left, right) => right.length - left.length);
  return byStart;
};

/** Overlapping and touching occurrences become one mask, so that no part of a value is left between two. */
const masked = (text: string, byStart: ReadonlyMap<string, readonly string[]>): string => {
  let result = '';
  let hiddenFrom = -1;
  let shownFrom = 0;
  const close = (): void => {
    if (hiddenFrom >= 0) result += maskText;
    hiddenFrom = -1;
  };
  for (let at = 0; at + shortestMasked <= text.length; at += 1) {
    const found = byStart.get(text.slice(at, at + shortestMasked))?.find((value) => text.startsWith(value, at));
    if (found === undefined) continue;
    if (at > shownFrom || hiddenFrom < 0) {
      close();
      result += text.slice(shownFrom, at);
      hiddenFrom = at;
    }
    shownFrom = Math.max(shownFrom, at + found.length);
  }
  close();
  return result + text.slice(shownFrom);
};
