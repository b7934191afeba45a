import { execFileSync } from 'node:child_process';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodedForms } from '../../../src/model/text/encodings.ts';
import { masker, maskText } from '../../../src/model/text/mask.ts';

const secret = `p&ss <w>/"ö'+$x\\ \`!~=?#%\u2028é🔑`;
const long = `${secret}${'0123456789 abcdefghij'.repeat(8)}`;
const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('a secret is known', () => {
  const forms: Readonly<Record<string, string>> = {
    'in JSON': JSON.stringify(secret),
    "in Go's JSON, with what HTML understands escaped": '"p\\u0026ss \\u003cw\\u003e/\\"ö\'+$x\\\\ `!~=?#%\\u2028é🔑"',
    'in JSON of ASCII characters': '"p&ss <w>/\\"\\u00f6\'+$x\\\\ `!~=?#%\\u2028\\u00e9\\ud83d\\udd11"',
    'in JSON within JSON': JSON.stringify(JSON.stringify(secret)),
    "in Go's %q, as logrus writes": '"p&ss <w>/\\"ö\'+$x\\\\ `!~=?#%\\u2028é🔑"',
    "in Go's %+q": '"p&ss <w>/\\"\\u00f6\'+$x\\\\ `!~=?#%\\u2028\\u00e9\\U0001f511"',
    'in single quotes of a shell': `'p&ss <w>/"ö'\\''+$x\\ \`!~=?#%\u2028é🔑'`,
    "in single quotes by Python's shlex": `'p&ss <w>/"ö'"'"'+$x\\ \`!~=?#%\u2028é🔑'`,
    'in double quotes of a shell': `"p&ss <w>/\\"ö'+\\$x\\\\ \\\`!~=?#%\u2028é🔑"`,
    'in quotes of a script': inspect(secret),
    'in single quotes of YAML': `'${secret.replaceAll("'", "''")}'`,
    'in HTML': '"p&amp;ss &lt;w&gt;/&#34;ö&#39;+$x\\ `!~=?#%\u2028é🔑"',
    'in a path by JavaScript': encodeURIComponent(secret),
    "by Go's url.QueryEscape": 'p%26ss+%3Cw%3E%2F%22%C3%B6%27%2B%24x%5C+%60%21~%3D%3F%23%25%E2%80%A8%C3%A9%F0%9F%94%91',
    "by Go's url.PathEscape": 'p&ss%20%3Cw%3E%2F%22%C3%B6%27+$x%5C%20%60%21~=%3F%23%25%E2%80%A8%C3%A9%F0%9F%94%91',
    'in a form': new URLSearchParams({ a: secret }).toString().slice(2),
    'escaped in small letters': encodeURIComponent(secret).replace(/%../g, (found) => found.toLowerCase()),
    'in base64': Buffer.from(secret).toString('base64'),
    'in base64 without padding': Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    'in base64 for addresses': Buffer.from(secret).toString('base64url'),
    'in hexadecimal digits': hex(secret),
    'in capital hexadecimal digits': hex(secret).toUpperCase(),
    'in hexadecimal digits with colons': hex(secret).replace(/(..)(?=.)/g, '$1:'),
    'as bytes that Go prints': [...Buffer.from(secret)].join(' '),
    'as bytes in JSON': JSON.stringify([...Buffer.from(secret)]),
  };
  test.each(Object.entries(forms))('%s', (_, form) => {
    expect(masker([secret], [])(`<${form}>`)).toMatch(/^<[\\"'[\]]*\*{3}[\\"'[\]]*>$/);
    expect(masker([], [{ name: 'PASSWORD', value: secret }])(form)).toContain(maskText);
  });

  test.each([76, 64])(
    'in base64 with lines of %i characters, also where each line has something before it',
    (width) => {
      const lines =
        Buffer.from(long)
          .toString('base64')
          .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
      const mask = masker([long], []);
      expect(mask(lines.join('\n'))).toBe(maskText);
      expect(mask(JSON.stringify(lines.join('\n')))).toBe(`"${maskText}"`);
      expect(mask(lines.map((line) => `log: ${line}`).join('\n'))).toBe(lines.map(() => `log: ${maskText}`).join('\n'));
    },
  );

  test.each(['base64', 'base64 -w 64', 'od -An -v -tx1 -w1024', 'sed "s/x/x/"'])('as `%s` prints it', (command) => {
    const [program = '', ...args] = command.split(' ').map((word) => word.replaceAll('"', ''));
    const printed = execFileSync(program, args, { input: long, encoding: 'utf8' });
    expect(masker([long], [])(printed).trim()).toBe(maskText);
  });

  test('in the base64 of a longer text, whatever stands before it', () => {
    for (const user of ['a', 'ab', 'abc', 'abcd']) {
      const header = Buffer.from(`${user}:swordfish1`).toString('base64');
      expect(masker(['swordfish1'], [])(`Basic ${header}`)).toContain(maskText);
    }
  });
});

describe('the forms of a value', () => {
  const values = fc.string({ minLength: 4, maxLength: 40, unit: 'binary' });

  test('hold what JSON, JavaScript and Node write of any text', () => {
    fc.assert(
      fc.property(values, (value) => {
        const forms = new Set(encodedForms(value));
        expect(forms).toContain(value);
        expect(forms).toContain(JSON.stringify(value).slice(1, -1));
        expect(forms).toContain(encodeURIComponent(value));
        expect(forms).toContain(new URLSearchParams({ a: value }).toString().slice(2));
        expect(forms).toContain(Buffer.from(value).toString('base64url'));
      }),
    );
  });
});
