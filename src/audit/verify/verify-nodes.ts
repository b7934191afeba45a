import type { AuditRecord, RecordData } from '../../model/progress/record.ts';
import type { LoggedRecord, ParsedLog } from '../parse-log.ts';

/** One line of a run's log as the verification sees it: a record, or a line that claims to be one. */
export interface Node extends Omit<LoggedRecord, 'record'> {
  /** Hash of the record before, as this one says; undefined where that cannot be read. */
  readonly previous: string | undefined;
  readonly continues: RecordData['continues'] | undefined;
  /** The process found a run without a checkpoint and began its chain anew. */
  readonly adopts: boolean;
  /** Why the line is not a record. */
  readonly fault: string | undefined;
}

/** All lines of one run, each different line once, and the ways to find them. */
export interface NodeIndex {
  readonly runId: string;
  /** In the order of the log. */
  readonly nodes: readonly Node[];
  /** Lines that repeat an earlier one byte for byte. */
  readonly duplicates: readonly Node[];
  readonly byHash: ReadonlyMap<string, Node>;
  /** Per segment, sorted by sequence. */
  readonly bySegment: ReadonlyMap<number, readonly Node[]>;
}

/** Before the runner had a machine, the first record said so. */
const adopts = ({ data: { machine, event } }: AuditRecord): boolean =>
  machine === 'run' ? event.type === 'ADOPTED' : machine === 'runner' && event.run === 'Adopt';

const indexOf = (runId: string, all: readonly Node[]): NodeIndex => {
  const byHash = new Map(all.toReversed().map((node) => [node.hash, node]));
  const isFirst = (node: Node): boolean => byHash.get(node.hash) === node;
  const nodes = all.filter(isFirst);
  const duplicates = all.filter((node) => !isFirst(node));
  const bySegment = Map.groupBy(nodes, ({ segment }) => segment);
  for (const segment of bySegment.values()) segment.sort((left, right) => left.sequence - right.sequence);
  return { runId, nodes, duplicates, byHash, bySegment };
};

/** The runs of a log, each with its lines, in the order in which they appear. */
export const nodesOfRuns = (log: ParsedLog): NodeIndex[] => {
  const records = log.records.map(({ record, ...place }): Node => {
    const { previous, continues } = record.data;
    return { ...place, previous, continues, adopts: adopts(record), fault: undefined };
  });
  const broken = log.problems.flatMap(({ claims, previous, hash, line, message }): readonly Node[] =>
    claims === undefined
      ? []
      : [{ ...claims, hash, line, previous, continues: undefined, adopts: false, fault: message }],
  );
  const runs = Map.groupBy([...records, ...broken], ({ runId }) => runId);
  const byLine = (left: Node, right: Node): number => left.line - right.line;
  return [...runs].map(([runId, nodes]) => indexOf(runId, nodes.sort(byLine)));
};

/** Neighbours in one segment as a report names them: both ends, and the line of the first. */
export const spanOf = (first: Node, last = first) => ({
  segment: first.segment,
  from: first.sequence,
  to: last.sequence,
  line: first.line,
});

/** How many members at the beginning of a list are `below`, where all others stand behind them. O(log n). */
export const countBelow = <T>(sorted: readonly T[], below: (member: T) => boolean): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(sorted[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The node with the highest sequence below `sequence` in a segment. */
export const lastBelow = ({ bySegment }: NodeIndex, segment: number, sequence: number): Node | undefined => {
  const sorted = bySegment.get(segment) ?? [];
  return sorted[countBelow(sorted, (node) => node.sequence < sequence) - 1];
};

/** The node that claims exactly this place. */
export const nodeAt = (index: NodeIndex, segment: number, sequence: number): Node | undefined => {
  const found = lastBelow(index, segment, sequence + 1);
  return found?.sequence === sequence ? found : undefined;
};
