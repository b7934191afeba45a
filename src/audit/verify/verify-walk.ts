import { noHead } from '../hash-chain.ts';
import { lastBelow, type Node, type NodeIndex, nodeAt, spanOf } from './verify-nodes.ts';
import type { Finding } from './verify-report.ts';

export interface Walk {
  /** From the oldest to the tail. */
  readonly path: readonly Node[];
  readonly findings: readonly Finding[];
}

/**
 * How much is known of the node the walk stands on. `confirmed`: a later record or the head names its bytes. `tail`:
 * nothing does. `altered`: what names it names other bytes, so what it says is no evidence.
 */
export type Standing = 'confirmed' | 'tail' | 'altered';

/** The segment that should hold the record before `node`. */
const segmentBefore = ({ continues, segment }: Node): number => continues?.segment ?? segment;

/** That segment and the earlier ones, latest first. */
const segmentsBefore = (index: NodeIndex, node: Node): readonly number[] =>
  [...index.bySegment.keys()].filter((segment) => segment <= segmentBefore(node)).sort((a, b) => b - a);

const firstFound = (segments: readonly number[], find: (segment: number) => Node | undefined): Node | undefined => {
  for (const segment of segments) {
    const found = find(segment);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * Where the record before `node` should be found when its hash is not in the log. An altered node may have begun a segment
 * without that being readable any more, so the record before it may be in an earlier one.
 */
const placeBefore = (index: NodeIndex, node: Node, standing: Standing): Node | undefined => {
  const segments = standing === 'altered' ? segmentsBefore(index, node) : [segmentBefore(node)];
  return firstFound(segments, (segment) => nodeAt(index, segment, node.sequence - 1));
};

/** The nearest node older than the one that is missing, in the same segment or an earlier one. */
const nearestBefore = (index: NodeIndex, node: Node): Node | undefined =>
  firstFound(segmentsBefore(index, node), (segment) => lastBelow(index, segment, node.sequence - 1));

/** What is said of a record beside its hash, where it is not even one. */
export const faultText = ({ fault }: Node): string =>
  fault === undefined ? '' : `; it is not a whole record: ${fault}`;

const alteredLine = (node: Node, message: string): Finding => ({
  kind: 'altered',
  ...spanOf(node),
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
  const { segment, sequence, head } = continues;
  if (sequence === before.sequence && head === node.previous && segment === before.segment) return undefined;
  return `says that it continues record ${sequence} of segment ${segment}, but follows record ${before.sequence} of segment ${before.segment}`;
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
      return before;
    }
    const text =
      standing === 'confirmed' || before.fault !== undefined
        ? `was altered: its SHA-256 is not the one that record ${current.sequence} names${faultText(before)}`
        : `or record ${current.sequence} (line ${current.line}) was altered: the SHA-256 of the first is not the one that the second names`;
    findings.push(alteredLine(before, text));
    standing = 'altered';
    return before;
  };

  const gap = (current: Node): Node | undefined => {
    const before = nearestBefore(index, current);
    const [from, to] = [(before?.sequence ?? 0) + 1, current.sequence - 1];
    const what = from === to ? `record ${from} is` : `records ${from} to ${to} are`;
    const message = `${what} missing before record ${current.sequence} (line ${current.line})`;
    findings.push({ kind: 'missing', segment: segmentBefore(current), from, to, message });
    standing = 'tail';
    return before;
  };

  while (node !== undefined && !visited.has(node)) {
    path.push(node);
    node = stepTo(node);
  }
  return { path: path.reverse(), findings };
};
