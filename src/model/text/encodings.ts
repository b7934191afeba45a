/** How a value looks where a program, a shell or a protocol has written it: every form in which it can stand in a log. */

type Rewrite = (text: string) => string;

const unit = (character: string, upper: boolean): string => {
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? hex.toUpperCase() : hex}`;
};

const json: Rewrite = (text) => JSON.stringify(text).slice(1, -1);

/** Go's encoding/json escapes what HTML would understand, and the line separators of JavaScript. */
const goJson: Rewrite = (text) => json(text).replace(/[&<>\u2028\u2029]/g, (found) => unit(found, false));

const asciiJson =
  (upper: boolean): Rewrite =>
  (text) =>
    json(text).replace(/[\u007f-\uffff]/g, (found) => unit(found, upper));

/** What Go escapes with a letter, and JSON does not. */
const named: Readonly<Record<string, string>> = { '\u0007': '\\a', '\v': '\\v' };

/** Go's strconv.Quote (`%q`), in which logrus writes its messages; `ascii`: `%+q`. */
const goQuote =
  (ascii: boolean): Rewrite =>
  (text) =>
    text.replace(ascii ? /["\\]|[^ -~]/gu : /["\\]|[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu, (found) => {
      const code = found.codePointAt(0) ?? 0;
      const short = named[found] ?? json(found);
      if (/^\\.$/.test(short)) return short;
      if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
      return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
    });

/** How Go, JavaScript, XML and Python write the two kinds of quotes in HTML. */
const quotesInHtml = [
  ['#34', '#39'],
  ['quot', '#39'],
  ['quot', 'apos'],
  ['quot', '#x27'],
] as const;

const html =
  ([double, single]: (typeof quotesInHtml)[number]): Rewrite =>
  (text) => {
    const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': double, "'": single };
    return text.replace(/[&<>"']/g, (found) => `&${names[found]};`);
  };

/** The inner side of quotes: Go, JSON, shells (also Python's `shlex` and bash's `%q`), YAML, scripts, HTML. */
const quotings: readonly Rewrite[] = [
  json,
  goJson,
  asciiJson(false),
  asciiJson(true),
  goQuote(false),
  goQuote(true),
  (text) => text.replaceAll("'", "'\\''"),
  (text) => text.replaceAll("'", `'"'"'`),
  (text) => text.replaceAll("'", "''"),
  (text) => text.replace(/[\\"$`]/g, '\\$&'),
  (text) => text.replace(/[\\"$`!]/g, '\\$&'),
  (text) => text.replace(/[^\w%+,./:=@^\u0080-\uffff-]/g, '\\$&'),
  (text) => json(text).replaceAll('\\"', '"').replaceAll("'", "\\'"),
  ...quotesInHtml.map(html),
];

/** What stays as it is, beside letters and digits: Go's QueryEscape, forms, JavaScript, Go's PathEscape, userinfo, whole addresses. */
const unescaped: readonly string[] = ['-_.~', '*-._', "-_.!~*'()", '-_.~$&+=:@', '-_.~$&+,;=', "-_.!~*'();/?:@&=+$,#"];

type Table = readonly string[];

const tableOf = (kept: string, upper: boolean): Table =>
  Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9]/.test(character) || kept.includes(character)) return character;
    const hex = byte.toString(16).padStart(2, '0');
    return `%${upper ? hex.toUpperCase() : hex}`;
  });

const tables: readonly Table[] = unescaped.flatMap((kept) => [tableOf(kept, true), tableOf(kept, false)]);

const spelledBy = (table: Table, bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += table[byte];
  return text;
};

const inAddresses = (bytes: Uint8Array): readonly string[] =>
  tables.flatMap((table) => {
    const escaped = spelledBy(table, bytes);
    return escaped.includes('%20') ? [escaped, escaped.replaceAll('%20', '+')] : [escaped];
  });

const inDigits = (bytes: Uint8Array): readonly string[] => {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  const spelled = [hex.join(''), hex.join(' '), hex.join(':'), hex.map((byte) => `\\x${byte}`).join('')];
  const decimal = [...bytes].map(String);
  // What Go prints of bytes, and what JSON makes of them.
  const counted = [decimal.join(' '), decimal.join(','), decimal.join(', ')];
  return [...spelled, ...spelled.slice(0, 3).map((text) => text.toUpperCase()), ...counted];
};

/** The lines in which `base64` and `openssl` write. */
const widths = [76, 64];

const url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** The value's own characters in the base64 of a longer text, such as that of `user:password`, whatever stands before it. */
const amongOthers = (bytes: Uint8Array, before: number): string => {
  const all = Buffer.concat([Buffer.alloc(before), bytes]);
  return all.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6));
};

const inBase64 = (bytes: Uint8Array): readonly string[] => {
  const whole = Buffer.from(bytes).toString('base64');
  const plain = [whole, whole.replace(/=+$/, ''), ...[0, 1, 2].map((before) => amongOthers(bytes, before))];
  const wrapped = widths.flatMap((width) => {
    if (whole.length <= width) return [];
    const lines = whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    return [...lines, lines.join('\n'), lines.join('\r\n'), lines.join('\\n'), lines.join('\\r\\n')];
  });
  return [...plain, ...plain.map(url), ...wrapped];
};

/** Every form of a text or, where it is none, of bytes, also a text itself. Some may be equal, and some very short. */
export const encodedForms = (value: string | Uint8Array): readonly string[] => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const encoded = [...inBase64(bytes), ...inDigits(bytes)];
  if (typeof value !== 'string') return [...encoded, ...inAddresses(bytes)];
  // Nothing escapes these.
  if (/^[A-Za-z\d]*$/.test(value)) return [value, ...encoded];
  const quoted = [...new Set(quotings.map((quote) => quote(value)))];
  // A message in quotes within a message in quotes.
  const twice = quoted.flatMap((text) => [json(text), goJson(text), goQuote(false)(text)]);
  return [value, ...quoted, ...twice, ...encoded, ...inAddresses(bytes)];
};
