type Joined = (left: number, right: number) => boolean;

/**
 * Groups of nodes such that every join is within some group, so that one lock per group keeps apart all nodes that are
 * joined. First choice: cliques, which keep apart nothing else (greedy, so not always the fewest). When more than `most`
 * of them would be needed: the connected parts, which also keep apart some nodes that are not joined. Nodes are 0 to
 * `size - 1`; `joined` is symmetric, and only asked for different nodes.
 */
export const lockGroups = (
  size: number,
  joined: Joined,
  most: number,
): { readonly groups: readonly (readonly number[])[]; readonly exact: boolean } => {
  const neighbours = neighboursOf(size, joined);
  const cliques = cliquesOf(neighbours, most);
  return cliques ? { groups: cliques, exact: true } : { groups: partsOf(neighbours), exact: false };
};

type Neighbours = readonly ReadonlySet<number>[];

const neighboursOf = (size: number, joined: Joined): Neighbours => {
  const neighbours: Set<number>[] = Array.from({ length: size }, () => new Set());
  for (let left = 0; left < size; left += 1) {
    for (let right = left + 1; right < size; right += 1) {
      if (!joined(left, right)) continue;
      neighbours[left]?.add(right);
      neighbours[right]?.add(left);
    }
  }
  return neighbours;
};

const cliquesOf = (neighbours: Neighbours, most: number): readonly (readonly number[])[] | undefined => {
  const open = neighbours.map((set) => new Set(set));
  const cliques: (readonly number[])[] = [];
  for (const [node, others] of open.entries()) {
    for (const other of others) {
      if (cliques.length === most) return undefined;
      const clique = grown(node, other, neighbours);
      for (const left of clique) for (const right of clique) open[left]?.delete(right);
      cliques.push(clique);
    }
  }
  return cliques;
};

/** The pair with every further node that is joined to all before it. */
const grown = (first: number, second: number, neighbours: Neighbours): readonly number[] => {
  const clique = [first, second];
  for (const candidate of neighbours[first] ?? []) {
    const joins = neighbours[candidate];
    if (candidate !== second && joins && clique.every((member) => joins.has(member))) clique.push(candidate);
  }
  return clique.sort((left, right) => left - right);
};

const partsOf = (neighbours: Neighbours): readonly (readonly number[])[] => {
  const seen = new Set<number>();
  return [...neighbours.keys()].flatMap((start) => {
    if (seen.has(start) || neighbours[start]?.size === 0) return [];
    const part = new Set([start]);
    for (const node of part) for (const next of neighbours[node] ?? []) part.add(next);
    for (const node of part) seen.add(node);
    return [[...part].sort((left, right) => left - right)];
  });
};
