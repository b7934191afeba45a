/** What each pod of the cluster runs: what an extension says, else the commands of its containers. */
import type { Clock } from '../clock.ts';
import type { KubeObject } from '../store.ts';
import type { Controller } from './context.ts';
import type { PodScript, ScriptFor } from './programs.ts';
import { shellProgram } from './shell-program.ts';

export interface PodScripts {
  readonly scriptFor: ScriptFor;
  /** Forgets pods that are gone. */
  readonly handle: Controller;
}

/** The scripts of all pods; `special` is asked about each of them once, and undefined makes it an ordinary one. */
export const createPodScripts = (clock: Clock, special: (pod: KubeObject) => PodScript | undefined): PodScripts => {
  const shell = shellProgram(clock);
  const ordinary: PodScript = { program: () => shell };
  const known = new Map<string, PodScript>();
  return {
    scriptFor: (pod) => {
      const { uid } = pod.metadata;
      const script = known.get(uid) ?? special(pod) ?? ordinary;
      known.set(uid, script);
      return script;
    },
    handle: ({ type, resource, object }) => {
      if (resource === 'pods' && type === 'DELETED') known.delete(object.metadata.uid);
    },
  };
};
