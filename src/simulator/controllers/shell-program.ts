/** A small shell for ordinary containers: `sleep`, `echo`, `exit`, `true`, `false`, joined by `;`, `&&`, `||` and newlines. */
import type { Clock } from '../clock.ts';
import { endless, type Program } from './programs.ts';

interface Step {
  readonly when: 'always' | 'ok' | 'bad';
  readonly words: readonly string[];
}

const known = new Set(['sleep', 'echo', 'exit', 'true', 'false', ':', 'trap', 'set']);
const shells = /(?:^|\/)(?:sh|bash|ash)$/;

const wordsOf = (command: string): readonly string[] =>
  (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));

const parse = (line: string): readonly Step[] => {
  const parts = line.split(/(;|&&|\|\||\n)/);
  const steps: Step[] = [];
  let joint = ';';
  for (let i = 0; i < parts.length; i += 2) {
    const words = wordsOf(parts[i] ?? '');
    const next = parts[i + 1] ?? '';
    if (words.length > 0) steps.push({ when: joint === '&&' ? 'ok' : joint === '||' ? 'bad' : 'always', words });
    // A line break beside another joint is only white space.
    if (words.length > 0 || next !== '\n') joint = next;
  }
  return steps;
};

const seconds = (word: string | undefined): number => {
  const [, digits = '0', unit = 's'] = /^([0-9.]+)([smh]?)$/.exec(word ?? '') ?? [];
  return Number(digits) * (unit === 'm' ? 60 : unit === 'h' ? 3600 : 1);
};

/** The steps of a container's command, or undefined when it is something that this shell does not understand. */
export const understood = (command: readonly string[], args: readonly string[]): readonly Step[] | undefined => {
  const words = [...command, ...args];
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const inShell = shells.test(words[0] ?? '') && flag > 0;
  const steps = inShell ? parse(words[flag + 1] ?? '') : words.length > 0 ? [{ when: 'always', words } as const] : [];
  return steps.length > 0 && steps.every(({ words: [name = ''] }) => known.has(name)) ? steps : undefined;
};

const expand = (word: string, env: Readonly<Record<string, string>>): string =>
  word.replace(/\$\{?(\w+)\}?/g, (_, name: string) => env[name] ?? '');

/**
 * The program of an ordinary container. A command that is not understood, and an image's own entry point, run until
 * they are stopped. As process 1 of its container the shell ignores SIGTERM, like a real one, unless it has a `trap`.
 */
export const shellProgram =
  (clock: Clock): Program =>
  (context) => {
    const steps = understood(context.container.command, context.container.args);
    if (!steps) return endless(context);
    const trapped = steps.some(({ words: [name] }) => name === 'trap');
    let cancel = (): void => {};
    let code = 0;
    const after = (milliseconds: number, fn: () => void): void => {
      cancel = clock.setTimer(clock.now() + milliseconds, fn);
    };
    const run = (at: number): void => {
      const step = steps[at];
      if (!step) {
        context.exit(code);
        return;
      }
      if ((step.when === 'ok' && code !== 0) || (step.when === 'bad' && code === 0)) {
        run(at + 1);
        return;
      }
      const [name, ...rest] = step.words.map((word) => expand(word, context.env));
      if (name === 'sleep') {
        code = 0;
        after(seconds(rest[0]) * 1000, () => run(at + 1));
        return;
      }
      if (name === 'exit') {
        context.exit(Number(rest[0] ?? code));
        return;
      }
      if (name === 'echo') context.log(rest.join(' '));
      code = name === 'false' ? 1 : 0;
      run(at + 1);
    };
    after(0, () => run(0));
    return {
      terminate: () => {
        if (!trapped) return;
        cancel();
        context.exit(143);
      },
      kill: () => cancel(),
    };
  };
