import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { startProgram } from './program.ts';

describe('the command line', () => {
  it('prints help and ends with 64 when it has neither arguments nor an engine', async () => {
    const { code, err, out } = await startProgram([]).ended;
    expect(code).toBe(64);
    expect(out).toBe('');
    expect(err).toMatch(/Usage: chaos-runner/);
  });

  it.each([
    [['dmo'], 'Did you mean demo?'],
    [['demo', '--sped', '3'], '--speed'],
    [['validate'], "missing required argument 'file'"],
    [['demo', '--speed', 'fast'], 'expected a number from 0.01 to 1000'],
    [['run', '--json'], 'no file is named'],
    [['simulator', '--kubernetes', '1.5'], 'Allowed choices are 1.37, 1.20'],
  ])('refuses %j with code 64 and a hint', async (args, hint) => {
    const { code, err } = await startProgram(args).ended;
    expect(code).toBe(64);
    expect(err).toContain(hint);
  });

  it('hands `run` with an engine in the environment to the contract of the pod', async () => {
    const { code, err } = await startProgram(['run'], { CHAOSENGINE: 'engine' }).ended;
    expect(code).toBe(64);
    expect(err).toContain('CHAOS_NAMESPACE: is not set');
  });

  it('has a help text with examples for each command', () => {
    for (const command of createProgram().commands) {
      let text = '';
      command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
      expect(text, command.name()).toMatch(/Examples:\n {2}chaos-runner /);
    }
  });

  it.each([[['--help']], [['run', '--help']], [['graph', 'experiment']]])(
    'ends %j without complaint when its reader has gone',
    async (args) => {
      const { child, ended } = startProgram(args);
      child.stdout?.destroy();
      expect(await ended).toEqual({ code: 0, out: '', err: '' });
    },
  );

  it.runIf(existsSync('/dev/full'))(
    'goes on to the end of a run where the disk is full, and says that output was lost',
    async () => {
      const full = openSync('/dev/full', 'w');
      const { code, err } = await startProgram(['demo', '--speed', '20'], {}, full).ended;
      closeSync(full);
      expect([code, err]).toEqual([
        0,
        'Output was lost: standard output cannot be written: ENOSPC: no space left on device, write\n',
      ]);
    },
  );

  it.runIf(existsSync('/dev/full'))('fails a command that only shows something where the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = await startProgram(['graph', 'experiment'], {}, full).ended;
    closeSync(full);
    expect([code, err]).toEqual([2, expect.stringMatching(/^Output was lost: standard output .*ENOSPC/)]);
  });

  it('says that the reader of a run has gone, and ends it with its own code', async () => {
    const { child, ended } = startProgram(['demo', '--speed', '20']);
    child.stdout?.destroy();
    expect(await ended).toEqual({
      code: 0,
      out: '',
      err: expect.stringMatching(/^Output was lost: standard output cannot be written: write EPIPE\n$/),
    });
  });

  it('takes its version from the package', async () => {
    const { code, out } = await startProgram(['--version']).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
