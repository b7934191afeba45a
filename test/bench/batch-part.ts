import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Measurement, measured } from './measurement.ts';

/** What `batch.bench.ts` prints: what it found for each size, then what is held against a limit. */
type Line =
  | { readonly bench: 'batch'; readonly executions: number; readonly cpuMs: number; readonly peakMiB: number }
  | {
      readonly check: 'milliseconds' | 'MiB' | 'growth of the time of one execution';
      readonly value: number;
      readonly most: number;
    };

/** Plans and runs batches in memory, in processes of their own. */
export function measureBatches(): readonly Measurement[] {
  const script = path.join(import.meta.dirname, 'batch.bench.ts');
  const printed = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
  const lines = printed.split('\n').flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const where = 'memory';
  return lines.flatMap((line) => {
    if ('bench' in line) {
      const name = `plan and run ${line.executions} executions`;
      return [
        measured({ name: `${name}, processor`, where, unit: 's' }, [line.cpuMs / 1000]),
        measured({ name: `${name}, peak memory`, where, unit: 'MiB' }, [line.peakMiB]),
      ];
    }
    const { check, value, most } = line;
    switch (check) {
      case 'milliseconds':
        return [
          measured({ name: '10,000 executions, processor', where, unit: 's', target: most / 1000, binding: true }, [
            value / 1000,
          ]),
        ];
      case 'MiB':
        return [
          measured({ name: '10,000 executions, peak memory', where, unit: 'MiB', target: most, binding: true }, [
            value,
          ]),
        ];
      default:
        return [
          measured({ name: `${check}, 10,000 beside 1,000`, where, unit: 'x', target: most, binding: true }, [value]),
        ];
    }
  });
}
