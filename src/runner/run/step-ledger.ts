import type { Chain } from '../../audit/hash-chain.ts';
import type { CompactHistory } from '../../audit/history.ts';
import { type Checkpoint, shape } from '../checkpoint/checkpoint.ts';
import { encodeCheckpoint } from '../checkpoint/checkpoint-text.ts';
import type { Composed } from '../publish/status-writer.ts';
import type { Loop } from './loop.ts';
import type { AttemptState } from './machine-state.ts';
import type { RunIdentity } from './run-context.ts';
import { type AttemptFacts, factsOf, rowsOf, type StepFacts, withFacts } from './step-facts.ts';

/** What is known of all steps, and how it is written down: rows for people and dashboards, a checkpoint for the next process. */
export interface Keeper {
  readonly facts: () => readonly (StepFacts | null)[];
  readonly sawAttempt: (state: AttemptState, at: number) => void;
  /** Every step has its last word: rows show the worst of each, the worst first. */
  readonly close: () => void;
  readonly compose: () => Promise<Composed>;
  /** As `compose`, without waiting for the machines to come to rest. */
  readonly rows: () => Composed['rows'];
  /** Whether there is a step that has begun and whose outcome is not known. */
  readonly runs: () => boolean;
}

export interface KeeperOptions {
  readonly identity: RunIdentity;
  readonly facts: readonly (StepFacts | null)[];
  readonly loop: () => Loop;
  readonly chain: () => Chain;
  /** What a checkpoint says of the past, for where no other audit log outlives the pod. */
  readonly history: () => CompactHistory;
  /** What was permitted until now, as `rightsToKeep` has it. */
  readonly rights: () => readonly string[];
}

/** Keeps the facts of all steps from the states of their machines; the rest it asks for when it is to be written. */
export const createKeeper = ({ identity, facts: first, loop, chain, history, rights }: KeeperOptions): Keeper => {
  const facts = [...first];
  let closed = false;

  const rows = (): Composed['rows'] => {
    const supervisor = loop().supervisor();
    if (!supervisor) return [];
    const { plan, progress, startedAt } = supervisor.context;
    return rowsOf({
      engine: identity.engineName,
      plan,
      state: supervisor.state,
      progress,
      facts: facts.map((step) => step ?? undefined),
      startedAt,
      final: closed,
    });
  };

  const compose = (): Composed => {
    const supervisor = loop().supervisor();
    if (!supervisor) return { rows: [], checkpoint: '' };
    const { segment, sequence, head } = chain();
    const checkpoint: Checkpoint = {
      shape,
      runId: identity.runId,
      engineUid: identity.engineUid,
      holder: identity.holder,
      segment,
      sequence,
      head,
      supervisor,
      attempts: loop().attempts(),
      facts: facts.map(withoutReasons),
      rights: rights(),
      history: history(),
      ...(closed ? { closed } : {}),
    };
    return { rows: rows(), checkpoint: encodeCheckpoint(checkpoint) };
  };

  return {
    facts: () => facts,
    sawAttempt: (state, at) => {
      const { step } = state.context;
      facts[step] = withFacts(facts[step] ?? undefined, factsOf(state, at));
    },
    close: () => {
      closed = true;
    },
    compose: () => loop().atRest(compose),
    rows,
    runs: () => facts.some((step) => step?.current !== undefined && step.current.end === undefined),
  };
};

/** Reasons are for people and stand in the audit log; in the checkpoint they would take the room of 2,000 steps. */
const withoutReasons = (step: StepFacts | null): StepFacts | null => {
  if (step === null) return null;
  const { current, worst, ...rest } = step;
  return {
    ...rest,
    ...(current ? { current: withoutReason(current) } : {}),
    ...(worst ? { worst: withoutReason(worst) } : {}),
  };
};

const withoutReason = ({ end, ...facts }: AttemptFacts): AttemptFacts => {
  if (end === undefined) return facts;
  const { reason: _, ...rest } = end;
  return { ...facts, end: rest };
};
