import { noHead } from '../hash-chain.ts';
import { lastBelow, type Node, type NodeIndex, nodeAt } from './verify-nodes.ts';

/** What one step of the walk found wrong. Sequences with both ends. */
interface Finding {
  readonly kind: 'missing' | 'altered';
  readonly segment: number;
  readonly from: number;
  readonly to: number;
  readonly line?: number;
  readonly message: string;
}

export interface Walk {
  /** From the oldest to the tail. */
  readonly path: readonly Node[];
  readonly findings: readonly Finding[];
  /** The node of an earlier walk that this one ended at; undefined when it went down to the beginning. */
  readonly joined: Node | undefined;
}

/**
 * How much is known of the node the walk stands on. `confirmed`: a later record or the head names its bytes. `tail`:
 * nothing does. `altered`: what names it names other bytes, so what it says is no evidence.
 */
export type Standing = 'confirmed' | 'tail' | 'altered';

/** The segment that should hold the record before `node` and the earlier ones, latest first. */
const segmentsBefore = (index: NodeIndex, node: Node): readonly number[] => {
  const own = node.continues?.segment ?? node.segment;
  return [...index.bySegment.keys()].filter((segment) => segment <= own).sort((a, b) => b - a);
};

/**
 * Where the record before `node` should be found when its hash is not in the log. An altered node may have begun a segment
 * without that being readable any more, so the record before it may be in an earlier one.
 */
const placeBefore = (index: NodeIndex, node: Node, standing: Standing): Node | undefined => {
  const own = node.continues?.segment ?? node.segment;
  const segments = standing === 'altered' ? segmentsBefore(index, node) : [own];
  for (const segment of segments) {
    const found = nodeAt(index, segment, node.sequence - 1);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The nearest node older than the one that is missing, in the same segment or an earlier one. */
const nearestBefore = (index: NodeIndex, node: Node): Node | undefined => {
  for (const segment of segmentsBefore(index, node)) {
    const found = lastBelow(index.bySegment.get(segment) ?? [], node.sequence - 1);
    if (found !== undefined) return found;
  }
  return undefined;
};

const alteredLine = (node: Node, message: string): Finding => ({
  kind: 'altered',
  segment: node.segment,
  from: node.sequence,
  to: node.sequence,
  line: node.line,
  message: `record ${node.sequence} (line ${node.line}) ${message}`,
});

const joinFault = (node: Node, before: Node): string | undefined => {
  if (before.sequence !== node.sequence - 1) {
    return `names record ${before.sequence} as the one before it, but is numbered ${node.sequence}`;
  }
  const { continues } = node;
  if (continues === undefined) {
    if (before.segment === node.segment) return undefined;
    return `begins segment ${node.segment} without saying which checkpoint it continues`;
  }
  if (
    continues.sequence === before.sequence &&
    continues.head === node.previous &&
    continues.segment === before.segment
  ) {
    return undefined;
  }
  return `says that it continues record ${continues.sequence} of segment ${continues.segment}, but follows record ${before.sequence} of segment ${before.segment}`;
};

/**
 * Follows the hashes from `tail` back to the beginning or to a node in `visited`. Where a hash is not in the log it tells
 * whether the record is there with other bytes (altered) or not at all (missing), and goes on from the next older one.
 */
export const walkBack = (index: NodeIndex, tail: Node, tailStanding: Standing, visited: ReadonlySet<Node>): Walk => {
  const path: Node[] = [];
  const findings: Finding[] = [];
  let node: Node | undefined = tail;
  let standing: Standing = tailStanding;

  const stepTo = (current: Node): Node | undefined => {
    if (current.fault !== undefined && standing !== 'altered') {
      findings.push(alteredLine(current, `is not a whole record: ${current.fault}`));
      standing = 'altered';
    }
    if (current.sequence === 1) {
      if (current.previous !== noHead && standing !== 'altered') {
        findings.push(alteredLine(current, 'is the first and names another one before it'));
      }
      return undefined;
    }
    const before = current.previous === undefined ? undefined : index.byHash.get(current.previous);
    if (before !== undefined && before.sequence < current.sequence) {
      const fault = joinFault(current, before);
      if (fault !== undefined && standing !== 'altered') findings.push(alteredLine(current, fault));
      standing = 'confirmed';
      return before;
    }
    // Sequences only fall on this way, so the walk ends whatever the log says.
    const inPlace = placeBefore(index, current, standing);
    return inPlace === undefined ? gap(current) : mismatch(current, inPlace);
  };

  const mismatch = (current: Node, before: Node): Node => {
    if (standing === 'altered') {
      // Its own link is no evidence against the record before it, and nothing else speaks for that one.
      standing = 'tail';
    } else if (standing === 'confirmed' || before.fault !== undefined) {
      const why = before.fault === undefined ? '' : `; it is not a whole record: ${before.fault}`;
      const text = `was altered: its SHA-256 is not the one that record ${current.sequence} names${why}`;
      findings.push(alteredLine(before, text));
      standing = 'altered';
    } else {
      const text = `or record ${current.sequence} (line ${current.line}) was altered: the SHA-256 of the first is not the one that the second names`;
      findings.push(alteredLine(before, text));
      standing = 'altered';
    }
    return before;
  };

  const gap = (current: Node): Node | undefined => {
    const before = nearestBefore(index, current);
    const [from, to] = [(before?.sequence ?? 0) + 1, current.sequence - 1];
    const what = from === to ? `record ${from} is` : `records ${from} to ${to} are`;
    const message = `${what} missing before record ${current.sequence} (line ${current.line})`;
    findings.push({ kind: 'missing', segment: current.continues?.segment ?? current.segment, from, to, message });
    standing = 'tail';
    return before;
  };

  while (node !== undefined && !visited.has(node)) {
    path.push(node);
    node = stepTo(node);
  }
  return { path: path.reverse(), findings, joined: node };
};
