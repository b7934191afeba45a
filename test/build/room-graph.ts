import type { Graph, GraphEdge, GraphNode } from '../../src/view/graph/graph.ts';
import type { Import } from './imports.ts';

/** Arrows between rooms: who imports from which others. */
export type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** The room that a file stands in: its folder, at most two below the top. */
const folderOf = (file: string): string => {
  const folders = file.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === 'src' ? 3 : 2).join('/');
};

/** Who reaches whom, over any number of arrows. */
const reachOf = (arrows: Arrows): Arrows => {
  const reached = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(arrows.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(arrows.get(next) ?? []));
    }
    return seen;
  };
  return new Map([...arrows.keys()].map((from) => [from, reached(from)]));
};

/** Arrows between groups of what the arrows are between; those within a group are none. */
const grouped = (arrows: Arrows, groupOf: (room: string) => string): Arrows => {
  const all = new Map<string, Set<string>>([...arrows.keys()].map((room) => [groupOf(room), new Set()]));
  for (const [from, tos] of arrows)
    for (const to of tos) if (groupOf(from) !== groupOf(to)) all.get(groupOf(from))?.add(groupOf(to));
  return all;
};

const isBelow = (room: string, folder: string): boolean => room === folder || room.startsWith(`${folder}/`);

const commonFolder = (one: string, other: string): string => {
  const others = other.split('/');
  const parts = one.split('/');
  const end = parts.findIndex((part, index) => part !== others[index]);
  return parts.slice(0, end < 0 ? parts.length : end).join('/');
};

/**
 * Rooms that import one another are one room to whoever looks for layers: all of the folder that holds them. Ends, because each
 * round has fewer rooms.
 */
const withoutCircles = (arrows: Arrows): Arrows => {
  const reach = reachOf(arrows);
  const circle = [...arrows.keys()].filter((room) => reach.get(room)?.has(room));
  const [first] = circle;
  if (first === undefined) return arrows;
  const mates = circle.filter((room) => reach.get(first)?.has(room) && reach.get(room)?.has(first));
  const folder = mates.reduce(commonFolder);
  if (folder === '' || folder === 'src') throw new Error(`layers that import one another: ${mates.join(', ')}`);
  return withoutCircles(grouped(arrows, (room) => (isBelow(room, folder) ? folder : room)));
};

/** Without the arrows that lead where others lead, too. */
const reduced = (arrows: Arrows): Arrows => {
  const reach = reachOf(arrows);
  return new Map(
    [...arrows].map(([from, tos]) => [
      from,
      new Set([...tos].filter((to) => ![...tos].some((by) => by !== to && reach.get(by)?.has(to)))),
    ]),
  );
};

/** The arrows between rooms, of the imports between their files; no circles, and none that others stand for. */
export const arrowsOf = (imports: readonly Import[]): Arrows => {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [room, other] = [folderOf(from), folderOf(to)];
    if (!arrows.has(room)) arrows.set(room, new Set());
    if (!arrows.has(other)) arrows.set(other, new Set());
    if (room !== other) arrows.get(room)?.add(other);
  }
  return reduced(withoutCircles(arrows));
};

const nameIn = (folder: string, room: string): string => room.slice(folder.length + 1);

const labelOf = (room: string, frame: string | undefined): string => {
  if (room === 'src') return 'src/main.ts';
  if (frame === undefined) return room;
  return frame === room ? `${room}/*.ts` : nameIn(frame, room);
};

/**
 * The picture of the rooms: a frame for each folder of rooms of which an arrow tells something, a box for each room. A box that
 * stands for several, because they import one another, names them.
 */
export const roomGraph = (imports: readonly Import[]): Graph => {
  const arrows = arrowsOf(imports);
  const folders = [...new Set(imports.flatMap(({ from, to }) => [folderOf(from), folderOf(to)]))].sort();
  const rooms = [...arrows.keys()].sort();
  const frames = [...new Set(rooms.map((room) => room.split('/').slice(0, -1).join('/')))].filter(
    (frame) => frame !== '' && frame !== 'src',
  );
  const leaf = (room: string): GraphNode => {
    const frame = frames.find((one) => isBelow(room, one));
    const isWhole = room !== 'src' && room !== frame;
    const inner = folders.filter((folder) => isWhole && folder !== room && isBelow(folder, room));
    return {
      id: frame === room ? `${room}/*.ts` : room,
      kind: 'state',
      ...(frame === undefined ? {} : { parent: frame }),
      label: labelOf(room, frame),
      details: inner.length === 0 ? [] : [inner.map((folder) => nameIn(room, folder)).join(', ')],
    };
  };
  const idOf = (room: string): string => (frames.includes(room) ? `${room}/*.ts` : room);
  const edges = [...arrows].flatMap(([from, tos]) =>
    [...tos].sort().map((to): GraphEdge => ({ from: idOf(from), to: idOf(to), kind: 'usual', label: '', effects: [] })),
  );
  return {
    id: 'rooms',
    title: 'The rooms and their imports',
    description:
      'An arrow leads from a folder to one that it imports from. Arrows that others stand for are left out. Folders in one box import one another.',
    direction: 'down',
    nodes: [
      ...frames.map((frame): GraphNode => ({ id: frame, kind: 'compound', label: frame, details: [] })),
      ...rooms.map(leaf),
    ],
    edges: edges.sort((one, other) => (`${one.from} ${one.to}` < `${other.from} ${other.to}` ? -1 : 1)),
  };
};
