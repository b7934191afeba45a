import { noHead } from '../hash-chain.ts';
import type { MissingMarker } from '../parse-log.ts';
import { rangeOf } from '../sinks/sink.ts';
import { type Node, type NodeIndex, spanOf } from './verify-nodes.ts';
import { displaced } from './verify-order.ts';
import type {
  AfterCheckpoint,
  Finding,
  RunReport,
  SegmentReport,
  VerifyOptions,
  VerifyProblem,
} from './verify-report.ts';
import { faultText, type Standing, type Walk, walkBack } from './verify-walk.ts';

const forks = (index: NodeIndex): readonly Node[] => {
  const named = new Set(index.nodes.map(({ previous }) => previous));
  return index.nodes.filter(({ hash }) => !named.has(hash));
};

/** Where a run was adopted without its checkpoint, the chain began anew, with segment 1, whatever had been written before. */
const sinceAdoption = ({ nodes }: NodeIndex): ReadonlySet<Node> => {
  const start = nodes.findLastIndex(({ sequence, previous }) => sequence === 1 && previous === noHead);
  const since = nodes.slice(Math.max(0, start));
  return new Set(since.some(({ adopts }) => adopts) ? since : nodes);
};

/** The end of the chain: nothing names it, and it stands last in the newest segment that is one. */
const tailOf = (index: NodeIndex): Node | undefined => {
  const candidates = sinceAdoption(index);
  const bySegment = Map.groupBy(
    [...index.bySegment.values()].flat().filter((node) => candidates.has(node)),
    ({ segment }) => segment,
  );
  const lowest = Math.min(...bySegment.keys());
  // One altered id must not pass for a newer segment.
  const isSegment = (segment: number): boolean => {
    const nodes = bySegment.get(segment) ?? [];
    return segment === lowest || nodes.length > 1 || nodes.some(({ continues }) => continues !== undefined);
  };
  const newest = Math.max(...[...bySegment.keys()].filter(isSegment));
  const isNewest = (node: Node): boolean => node.segment === newest && candidates.has(node);
  return forks(index).findLast(isNewest) ?? bySegment.get(newest)?.at(-1);
};

const segmentsOf = (path: readonly Node[]): SegmentReport[] => {
  const segments: SegmentReport[] = [];
  for (const { segment, sequence, continues } of path) {
    const open = segments.at(-1);
    if (open?.segment === segment) segments[segments.length - 1] = { ...open, to: sequence };
    else {
      const from =
        continues === undefined ? {} : { continues: { segment: continues.segment, sequence: continues.sequence } };
      segments.push({ segment, from: sequence, to: sequence, ...from });
    }
  }
  return segments;
};

const headProblem = (
  index: NodeIndex,
  path: readonly Node[],
  { head, sequence }: VerifyOptions,
): Finding | undefined => {
  const last = path.at(-1);
  if (head === undefined || last === undefined || path.some(({ hash }) => hash === head)) return undefined;
  if (index.byHash.has(head)) {
    const message = 'the head is that of a record which the newest process in this log did not continue';
    return { kind: 'cut', message };
  }
  if (sequence === undefined) {
    const message = `the log ends with record ${last.sequence}, but the head names another one: what followed was cut off, or record ${last.sequence} was altered`;
    return { kind: 'cut', from: last.sequence, to: last.sequence, message };
  }
  if (sequence > last.sequence) {
    const range = rangeOf(last.sequence + 1, sequence);
    const message = `the tail was cut off: the log ends with record ${last.sequence}, ${range} followed by the head`;
    return { kind: 'cut', from: last.sequence + 1, to: sequence, message };
  }
  const there = path.find((node) => node.sequence === sequence);
  if (there === undefined) return undefined;
  const message = `record ${sequence} (line ${there.line}) was altered: its SHA-256 is not the head${faultText(there)}`;
  return { kind: 'altered', ...spanOf(there), message };
};

/** What the head says of the end of the chain; without its sequence a head that fits nothing says nothing. */
const standingOf = (tail: Node, { head, sequence }: VerifyOptions): Standing => {
  if (tail.hash === head) return 'confirmed';
  return head !== undefined && sequence === tail.sequence ? 'altered' : 'tail';
};

/** A branch is what a killed process printed when it is whole and the chain left its segment before it, or it begins one. */
const isAbandoned = (branch: readonly Node[], path: readonly Node[]): boolean => {
  const first = branch[0];
  if (first === undefined) return false;
  if (first.continues !== undefined) return true;
  // A run whose checkpoint was lost is adopted by its Jobs and rows: its chain begins anew.
  if (path.some(({ adopts }) => adopts) && first.sequence === 1 && first.previous === noHead) return true;
  const newest = path.at(-1)?.segment ?? 0;
  const left = path.findLast(({ segment }) => segment === first.segment);
  return first.segment < newest && (left === undefined || first.sequence > left.sequence);
};

/** What killed processes printed after a checkpoint, and lines that belong nowhere. */
const branchesBeside = (index: NodeIndex, main: Walk) => {
  const visited = new Set(main.path);
  const walks: Walk[] = [];
  for (const fork of forks(index).toReversed()) {
    if (visited.has(fork)) continue;
    const walk = walkBack(index, fork, 'tail', visited);
    for (const node of walk.path) visited.add(node);
    walks.push(walk);
  }
  return Object.groupBy(walks, ({ path }) => (isAbandoned(path, main.path) ? 'abandoned' : 'foreign'));
};

const foreignProblem = ({ path }: Walk): Finding[] => {
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return [];
  const why =
    last.fault === undefined ? 'but the chain names another one or none there' : `but is not whole: ${last.fault}`;
  const message = `line ${first.line} claims to be ${rangeOf(first.sequence, last.sequence)} of segment ${first.segment}, ${why}`;
  return [{ kind: 'foreign', ...spanOf(first, last), message }];
};

const abandonedReport = ({ path }: Walk): AfterCheckpoint[] => {
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return [];
  const range = rangeOf(first.sequence, last.sequence);
  const torn = last.fault === undefined ? '' : '; the last one is torn, as a killed process leaves it';
  const when = first.sequence === 1 ? 'printed before the checkpoint was lost' : 'printed after the checkpoint';
  const message = `${range} of segment ${first.segment}: ${when}, not part of the chain${torn}`;
  return [{ segment: first.segment, from: first.sequence, to: last.sequence, message }];
};

const orderProblems = (index: NodeIndex, main: Walk, abandoned: readonly Walk[]): Finding[] => {
  const bySegment = Map.groupBy(main.path, ({ segment }) => segment);
  const stretches = [...bySegment.values(), ...abandoned.map(({ path }) => path)];
  const inMain = new Set(main.path);
  const right = stretches.sort(([left], [other]) => {
    if (left === undefined || other === undefined) return 0;
    const bySequence = left.segment - other.segment || left.sequence - other.sequence;
    // Of processes that were killed before their first checkpoint one after the other nothing but their lines tells the order.
    return bySequence || Number(inMain.has(left)) - Number(inMain.has(other)) || left.line - other.line;
  });
  return displaced(index.nodes, right.flat()).map(({ first, last, behind }) => {
    const where =
      behind === undefined ? 'at the beginning' : `behind record ${behind.sequence} of segment ${behind.segment}`;
    const range = rangeOf(first.sequence, last.sequence);
    const message = `${range} of segment ${first.segment} (line ${first.line}) out of place: found ${where}`;
    return { kind: 'out of place', ...spanOf(first, last), message };
  });
};

const duplicateProblems = ({ duplicates }: NodeIndex): Finding[] =>
  duplicates.map((node) => {
    const message = `line ${node.line} repeats record ${node.sequence} of segment ${node.segment}`;
    return { kind: 'duplicate', ...spanOf(node), message };
  });

const withMarker = (problem: Finding, markers: readonly MissingMarker[]): Finding => {
  if (problem.kind !== 'missing' || problem.from === undefined || problem.to === undefined) return problem;
  const { from, to } = problem;
  const said = markers.find((marker) => marker.from <= to && marker.to >= from);
  if (said === undefined) return problem;
  return { ...problem, message: `${problem.message}; the sink says of ${rangeOf(said.from, said.to)}: ${said.reason}` };
};

/** The chain and an abandoned branch may both point at the same record: it is named once. */
const oncePerRecord = (problems: readonly Finding[]): Finding[] => {
  const placeOf = ({ kind, segment, from, to, line }: Finding): string => [kind, segment, from, to, line].join('/');
  return [...new Map(problems.toReversed().map((problem) => [placeOf(problem), problem])).values()].toReversed();
};

/** Verifies one run's lines, see `verify`. */
export const verifyRun = (
  index: NodeIndex,
  options: VerifyOptions,
  markers: readonly MissingMarker[],
): { readonly report: RunReport; readonly problems: readonly VerifyProblem[] } | undefined => {
  const tail = tailOf(index);
  if (tail === undefined) return undefined;
  const main = walkBack(index, tail, standingOf(tail, options), new Set());
  const { abandoned = [], foreign = [] } = branchesBeside(index, main);
  const cut = headProblem(index, main.path, options);
  const problems = oncePerRecord([
    ...main.findings,
    // The last line of a killed process may be torn; nothing vouches for it anyway.
    ...abandoned.flatMap(({ findings, path }) =>
      findings.filter(({ line }) => line !== path.at(-1)?.line || path.at(-1)?.fault === undefined),
    ),
    ...foreign.flatMap(foreignProblem),
    ...duplicateProblems(index),
    ...orderProblems(index, main, abandoned),
    ...(cut === undefined ? [] : [cut]),
  ]);
  const { runId } = index;
  const report: RunReport = {
    runId,
    records: main.path.length,
    last: { sequence: tail.sequence, head: tail.hash },
    headConfirmed: options.head !== undefined && main.path.some(({ hash }) => hash === options.head),
    segments: segmentsOf(main.path),
    afterCheckpoint: abandoned.flatMap(abandonedReport),
    chain: main.path.map(({ line }) => line),
  };
  return { report, problems: problems.map((problem) => ({ ...withMarker(problem, markers), runId })) };
};
