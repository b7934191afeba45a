/** A small shell for ordinary containers: `sleep`, `echo`, `exit`, `true`, `false`, `trap … TERM`, joined by `;`, `&&`, `||` and newlines. */
import type { Clock } from '../clock.ts';
import { endless, type Program } from './programs.ts';

interface Step {
  readonly when: 'always' | 'ok' | 'bad';
  readonly words: readonly string[];
}

const known = new Set(['sleep', 'echo', 'exit', 'true', 'false', ':', 'trap', 'set']);
const shells = /(?:^|\/)(?:sh|bash|ash)$/;

const joints: ReadonlySet<string> = new Set([';', '&&', '||', '\n']);

/** What stands in quotes is one word, a joint in it as well. */
const tokensOf = (line: string): readonly string[] =>
  line.match(/"[^"]*"|'[^']*'|;|&&|\|\||\n|(?:(?!;|&&|\|\|)\S)+/g) ?? [];

const parse = (line: string): readonly Step[] => {
  const steps: Step[] = [];
  let joint = ';';
  let words: string[] = [];
  const finish = (next: string): void => {
    if (words.length > 0) steps.push({ when: joint === '&&' ? 'ok' : joint === '||' ? 'bad' : 'always', words });
    // A line break beside another joint is only white space.
    if (words.length > 0 || next !== '\n') joint = next;
    words = [];
  };
  for (const token of tokensOf(line)) {
    if (joints.has(token)) finish(token);
    else words.push(token.replace(/^(["'])([\s\S]*)\1$/, '$2'));
  }
  finish(';');
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

/** What `trap SCRIPT TERM` says shall happen at SIGTERM; undefined where nothing is said. */
const trapOf = (steps: readonly Step[]): readonly Step[] | undefined => {
  const trap = steps.find(({ words: [name] }) => name === 'trap');
  return trap && parse(trap.words[1] ?? '');
};

/**
 * The program of an ordinary container. A command that is not understood, and an image's own entry point, run until
 * they are stopped. As process 1 of its container the shell ignores SIGTERM, like a real one, unless it has a `trap`:
 * then it does what that says, and ends with 143 where that does not end it.
 */
export const shellProgram =
  (clock: Clock): Program =>
  (context) => {
    const steps = understood(context.container.command, context.container.args);
    if (!steps) return endless(context);
    const trap = trapOf(steps);
    let cancel = (): void => {};
    let code = 0;
    const after = (milliseconds: number, fn: () => void): void => {
      cancel = clock.setTimer(clock.now() + milliseconds, fn);
    };
    const run = (script: readonly Step[], at: number, end: () => void): void => {
      const step = script[at];
      if (!step) {
        end();
        return;
      }
      const next = (): void => run(script, at + 1, end);
      if ((step.when === 'ok' && code !== 0) || (step.when === 'bad' && code === 0)) {
        next();
        return;
      }
      const [name, ...rest] = step.words.map((word) => expand(word, context.env));
      if (name === 'sleep') {
        code = 0;
        after(seconds(rest[0]) * 1000, next);
        return;
      }
      if (name === 'exit') {
        context.exit(Number(rest[0] ?? code));
        return;
      }
      if (name === 'echo') context.log(rest.join(' '));
      code = name === 'false' ? 1 : 0;
      next();
    };
    after(0, () => run(steps, 0, () => context.exit(code)));
    return {
      terminate: () => {
        if (!trap || trap.length === 0) return;
        cancel();
        run(trap, 0, () => context.exit(143));
      },
      kill: () => cancel(),
    };
  };
