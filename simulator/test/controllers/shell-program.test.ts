import { describe, expect, it } from 'vitest';
import { understood } from '../../controllers/shell-program.ts';

const stepsOf = (script: string) =>
  understood(['sh', '-c', script], [])?.map(({ when, words }) => `${when} ${words.join(' ')}`);

describe('the small shell', () => {
  it.each([
    ['true; false', ['always true', 'always false']],
    ['true&&echo a||echo b', ['always true', 'ok echo a', 'bad echo b']],
    ['true &&\n  echo a', ['always true', 'ok echo a']],
    ['true\n\n  || echo a', ['always true', 'bad echo a']],
    ['true;\n\necho a\n', ['always true', 'always echo a']],
    ['\n  true\n&& echo a', ['always true', 'ok echo a']],
    ['true && ; echo a', ['always true', 'always echo a']],
    ['echo "a  b" c', ['always echo a  b c']],
    [`echo 'a; b' && echo "c || d"`, ['always echo a; b', 'ok echo c || d']],
  ])('reads %j', (script, steps) => {
    expect(stepsOf(script)).toEqual(steps);
  });

  it('reads a script with a very long run of blanks', () => {
    expect(stepsOf(`true${' '.repeat(1_000_000)}false`)).toEqual(['always true false']);
  });
});
