import type * as t from 'io-ts';
import type { AccessRule, Cluster } from '../../cluster/port.ts';
import { such } from '../../model/json/strict.ts';

const litmus = ['litmuschaos.io'];

/**
 * What a run needs to go on, and what it loses its way without: taken away and denied to the next process, it has to be waited
 * out there, too. (What only makes it faster or tells of it, as `watch` and events do, is not among them.)
 */
const neededRights: readonly AccessRule[] = [
  { verbs: ['get', 'patch'], apiGroups: litmus, resources: ['chaosengines'] },
  { verbs: ['get'], apiGroups: litmus, resources: ['chaosexperiments'] },
  { verbs: ['get', 'list'], apiGroups: litmus, resources: ['chaosresults'] },
  { verbs: ['get', 'list', 'create', 'delete'], apiGroups: ['batch'], resources: ['jobs'] },
  { verbs: ['get', 'list', 'delete'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['get'], apiGroups: [''], resources: ['pods/log', 'configmaps', 'secrets'] },
];

/** All names together, in characters: the checkpoint shares the room of the engine's annotations. */
export const mostNamesText = 2_048;

/** Rights in one text each, without names: more there are not. */
const mostRights = 32;

/**
 * A right in the checkpoint: `get chaosexperiments.litmuschaos.io`, as RBAC spells it; behind it the names, where the right is
 * known of these only: `get secrets a b`.
 */
const showRight = ({
  verbs: [verb],
  apiGroups: [group],
  resources: [full = ''],
  resourceNames = [],
}: AccessRule): string => {
  const [resource, subresource] = full.split('/');
  const place = `${resource}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  return [verb, place, ...resourceNames].join(' ');
};

const written = /^([a-z]+) ([a-z]+)((?:\.[a-z0-9-]+)*)(\/[a-z]+)?((?: [a-z0-9.-]+)*)$/;

const readRight = (text: string): AccessRule | undefined => {
  const [, verb = '', resource = '', group = '', subresource = '', names = ''] = written.exec(text) ?? [];
  if (verb === '') return undefined;
  const resourceNames = names.split(' ').filter((name) => name !== '');
  return {
    ...{ verbs: [verb], apiGroups: [group.slice(1)], resources: [`${resource}${subresource}`] },
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
  };
};

const isKept = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length <= mostRights &&
  value.every((text) => typeof text === 'string' && text.length <= mostNamesText + 256 && written.test(text));

/** As the checkpoint has them. */
export const keptRights: t.Type<readonly string[], unknown, unknown> = such(
  `a list of at most ${mostRights} rights such as \`delete jobs.batch\``,
  isKept,
);

/**
 * The rights that a next process has to know of, in the checkpoint's words. Of names those that were used last are kept, as far
 * as there is room.
 */
export const rightsToKeep = (cluster: Pick<Cluster, 'permittedUntilNow'>, namespace: string): readonly string[] => {
  let room = mostNamesText;
  return (cluster.permittedUntilNow?.(namespace, neededRights) ?? []).flatMap((rule) => {
    if (rule.resourceNames === undefined) return [showRight(rule)];
    const kept: string[] = [];
    for (const name of rule.resourceNames.toReversed()) {
      if (name.length >= room) break;
      room -= name.length + 1;
      kept.unshift(name);
    }
    return kept.length === 0 ? [] : [showRight({ ...rule, resourceNames: kept })];
  });
};

/** The rights of a checkpoint as rules. */
export const keptRules = (rights: readonly string[] = []): readonly AccessRule[] =>
  rights.flatMap((text) => readRight(text) ?? []);
