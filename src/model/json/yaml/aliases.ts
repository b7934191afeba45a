import { type Alias, type Document, isAlias, isCollection, isPair, isScalar, type Node } from 'yaml';

/** What an alias stands for: the last node before it that has its anchor. */
export type Aliases = ReadonlyMap<Alias, Node>;

/** A node, or what stands for it where it is an alias; undefined: nothing does. */
export const resolved = (node: unknown, aliases: Aliases): unknown => (isAlias(node) ? aliases.get(node) : node);

/** The aliases of a document that have an anchor, in one walk: asking the document for each would take its length each time. */
export const aliasesOf = (document: Document.Parsed): Aliases => {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      return;
    }
    if (isPair(node)) {
      walk(node.key);
      walk(node.value);
      return;
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isCollection(node)) node.items.forEach(walk);
  };
  walk(document.contents);
  return targets;
};
