import dagre from '@dagrejs/dagre';
import { levelsOf } from '../../model/plan/critical-path.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { planGraph } from '../graph/plan-graph.ts';

/** More steps than these are drawn as groups. */
export const groupAbove = 150;

export interface Box {
  readonly id: string;
  readonly label: string;
  /** Indexes into the steps: one for a step, many for a group. */
  readonly steps: readonly number[];
  /** Of a group: how many cells side by side. */
  readonly columns?: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly dashed: boolean;
  readonly points: readonly Point[];
  /** Where its label stands. */
  readonly middle: Point;
}

/** The batch as boxes and lines, in pixels from the top left. */
export interface BatchLayout {
  readonly grouped: boolean;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

type Sized = Omit<Box, 'x' | 'y'>;
type Link = Omit<Line, 'points' | 'middle'>;

export const cell = 13;
const stepSize = { width: 204, height: 50 };
const gap = 16;

/** Steps of the same experiment on the same level of the dependencies are one group. */
const groupsOf = (plan: Plan): { readonly boxes: readonly Sized[]; readonly links: readonly Link[] } => {
  const levels = levelsOf(plan);
  const fine = levels.flatMap((steps, level) => {
    const byName = new Map<string, number[]>();
    for (const step of steps) {
      const name = plan.steps[step]?.experiment ?? '';
      byName.set(name, [...(byName.get(name) ?? []), step]);
    }
    return [...byName].map(([name, members]) => ({ id: `${level}/${name}`, label: name, steps: members }));
  });
  const groups =
    fine.length <= 60 ? fine : levels.map((steps, level) => ({ id: `${level}`, label: `Level ${level + 1}`, steps }));
  const groupOf = new Map(groups.flatMap(({ id, steps }) => steps.map((step) => [plan.steps[step]?.id ?? '', id])));
  const links = new Map<string, Link>();
  for (const { from, to } of planGraph(plan, '').edges) {
    const [source = '', target = ''] = [groupOf.get(from), groupOf.get(to)];
    if (source !== target) links.set(`${source} ${target}`, { from: source, to: target, label: '', dashed: false });
  }
  const boxes = groups.map((group) => {
    const columns = Math.min(group.steps.length, Math.max(16, Math.ceil(Math.sqrt(group.steps.length * 3))));
    const rows = Math.ceil(group.steps.length / columns);
    return {
      ...group,
      columns,
      width: Math.max(220, columns * cell + 24),
      height: 46 + rows * cell + 10,
    };
  });
  return { boxes, links: [...links.values()] };
};

const singles = (plan: Plan): { readonly boxes: readonly Sized[]; readonly links: readonly Link[] } => ({
  boxes: plan.steps.map(({ id }, index) => ({ id, label: id, steps: [index], ...stepSize })),
  links: planGraph(plan, '').edges.map(({ from, to, kind, label }) => ({
    from,
    to,
    label: kind === 'needs' && label !== 'Pass' ? label : '',
    dashed: kind === 'mayNeed',
  })),
});

/** Boxes without any line stand in rows; dagre would put them one below another. */
const inRows = (boxes: readonly Sized[], top: number, least: number): readonly Box[] => {
  const columns = Math.max(1, boxes.length <= 4 ? boxes.length : Math.ceil(Math.sqrt(boxes.length * 1.4)));
  const wide = Math.max(columns * (stepSize.width + gap), least);
  const placed: Box[] = [];
  let [x, y, rowHeight] = [0, top, 0];
  for (const box of boxes) {
    if (x > 0 && x + box.width > wide) [x, y, rowHeight] = [0, y + rowHeight + gap, 0];
    placed.push({ ...box, x, y });
    x += box.width + gap;
    rowHeight = Math.max(rowHeight, box.height);
  }
  return placed;
};

/** Where along a side each of several lines ends: in the order of their other ends, so that they do not cross. */
const spread = (links: readonly Link[], side: 'from' | 'to', boxes: ReadonlyMap<string, Box>): readonly number[] => {
  const other = side === 'from' ? 'to' : 'from';
  const height = (link: Link): number => boxes.get(link[other])?.y ?? 0;
  return links.map((link) => {
    const beside = links.filter((one) => one[side] === link[side]).sort((one, two) => height(one) - height(two));
    const box = boxes.get(link[side]);
    return (box?.y ?? 0) + ((beside.indexOf(link) + 1) / (beside.length + 1)) * (box?.height ?? 0);
  });
};

/** From the right side of a box to the left side of another; around what lies between, where there is anything. */
const drawLines = (
  links: readonly Link[],
  inner: readonly (readonly Point[])[],
  boxes: ReadonlyMap<string, Box>,
): readonly Line[] => {
  const starts = spread(links, 'from', boxes);
  const ends = spread(links, 'to', boxes);
  return links.map((link, index) => {
    const [source, target] = [boxes.get(link.from), boxes.get(link.to)];
    const start = { x: (source?.x ?? 0) + (source?.width ?? 0), y: starts[index] ?? 0 };
    const end = { x: target?.x ?? 0, y: ends[index] ?? 0 };
    const between = inner[index] ?? [];
    const points = [start, ...(between.length > 1 ? between : []), end];
    const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
    return { ...link, points, middle };
  });
};

const layouts = new WeakMap<Plan, BatchLayout>();

/** Lays the steps of a plan out, those that depend on others to the right of them. */
export const layoutBatch = (plan: Plan): BatchLayout => {
  const known = layouts.get(plan) ?? layOut(plan);
  layouts.set(plan, known);
  return known;
};

const layOut = (plan: Plan): BatchLayout => {
  const grouped = plan.steps.length > groupAbove;
  const { boxes, links } = grouped ? groupsOf(plan) : singles(plan);
  const tied = new Set(links.flatMap(({ from, to }) => [from, to]));
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: gap, ranksep: 52, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) if (tied.has(id)) graph.setNode(id, { width, height });
  links.forEach(({ from, to, label }, index) => {
    graph.setEdge(from, to, { width: label === '' ? 0 : label.length * 7 + 8, height: 14, labelpos: 'c' }, `${index}`);
  });
  if (tied.size > 0) dagre.layout(graph);
  const { width: graphWidth = 0, height: graphHeight = 0 } = tied.size > 0 ? graph.graph() : {};
  const placed = boxes
    .filter(({ id }) => tied.has(id))
    .map((box): Box => {
      const { x, y } = graph.node(box.id);
      return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
    });
  const loose = inRows(
    boxes.filter(({ id }) => !tied.has(id)),
    tied.size > 0 ? graphHeight + gap * 2 : 0,
    graphWidth,
  );
  const inner = links.map(({ from, to }, index) => graph.edge(from, to, `${index}`).points.slice(1, -1));
  const lines = drawLines(links, inner, new Map(placed.map((box) => [box.id, box])));
  const all = [...placed, ...loose];
  return {
    grouped,
    boxes: all,
    lines,
    width: Math.max(graphWidth, ...all.map(({ x, width }) => x + width), 1),
    height: Math.max(graphHeight, ...all.map(({ y, height }) => y + height), 1),
  };
};
