import type { AuditRecord } from '../../model/progress/record.ts';
import type { ParsedLog } from '../parse-log.ts';

/** One line of a run's log as the verification sees it: a record, or a line that claims to be one. */
export interface Node {
  readonly segment: number;
  readonly sequence: number;
  readonly hash: string;
  /** Hash of the record before, as this one says; undefined where that cannot be read. */
  readonly previous: string | undefined;
  readonly line: number;
  readonly continues: { readonly segment: number; readonly sequence: number; readonly head: string } | undefined;
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
  const nodes: Node[] = [];
  const duplicates: Node[] = [];
  const byHash = new Map<string, Node>();
  const bySegment = new Map<number, Node[]>();
  for (const node of all) {
    if (byHash.has(node.hash)) {
      duplicates.push(node);
      continue;
    }
    nodes.push(node);
    byHash.set(node.hash, node);
    const segment = bySegment.get(node.segment);
    if (segment === undefined) bySegment.set(node.segment, [node]);
    else segment.push(node);
  }
  for (const segment of bySegment.values()) segment.sort((left, right) => left.sequence - right.sequence);
  return { runId, nodes, duplicates, byHash, bySegment };
};

/** The runs of a log, each with its lines, in the order in which they appear. */
export const nodesOfRuns = (log: ParsedLog): NodeIndex[] => {
  const runs = new Map<string, Node[]>();
  const add = (runId: string, node: Node): void => {
    const nodes = runs.get(runId);
    if (nodes === undefined) runs.set(runId, [node]);
    else nodes.push(node);
  };
  for (const { record, runId, segment, sequence, hash, line } of log.records) {
    const { previous, continues } = record.data;
    add(runId, { segment, sequence, hash, previous, line, continues, adopts: adopts(record), fault: undefined });
  }
  for (const { claims, previous, hash, line, message } of log.problems) {
    if (claims === undefined) continue;
    const { runId, segment, sequence } = claims;
    add(runId, { segment, sequence, hash, previous, line, continues: undefined, adopts: false, fault: message });
  }
  return [...runs].map(([runId, nodes]) =>
    indexOf(
      runId,
      nodes.sort((left, right) => left.line - right.line),
    ),
  );
};

/** The node with the highest sequence below `sequence` in a sorted list. */
export const lastBelow = (sorted: readonly Node[], sequence: number): Node | undefined => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.sequence ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
};

/** The node that claims exactly this place. */
export const nodeAt = (index: NodeIndex, segment: number, sequence: number): Node | undefined => {
  const found = lastBelow(index.bySegment.get(segment) ?? [], sequence + 1);
  return found?.sequence === sequence ? found : undefined;
};
