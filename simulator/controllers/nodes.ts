/** Nodes: what they look like, and how one dies and comes back. */
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { stringOf } from '../json.ts';
import { type KubeObject, type NewObject, timestamp } from '../store.ts';
import { changeSame } from './changes.ts';
import type { ControllerContext } from './context.ts';
import type { Kubelet } from './kubelet.ts';
import { conditioned } from './pod-conditions.ts';
import { records, specOf, statusOf } from './views.ts';

const unreachable = 'node.kubernetes.io/unreachable';

const present = { type: 'Ready', status: 'True', reason: 'KubeletReady' } as const;
const silent = {
  type: 'Ready',
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
} as const;

/** A node object as a kubelet would register it; ready. */
export const nodeObject = (name: string, now: number): NewObject => {
  const at = timestamp(now);
  const size = { cpu: '64', memory: '256Gi', pods: '5000' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
    },
    spec: {},
    status: {
      capacity: size,
      allocatable: size,
      conditions: [
        { ...present, message: 'kubelet is posting ready status', lastHeartbeatTime: at, lastTransitionTime: at },
      ],
      addresses: [{ type: 'Hostname', address: name }],
      nodeInfo: { kubeletVersion: 'v1.24.0', containerRuntimeVersion: 'containerd://1.6.0', osImage: 'simulated' },
    },
  };
};

export interface Nodes {
  /** The node dies: its pods freeze, are no longer ready, then evicted, and stay Terminating until they are deleted by force. */
  lose(name: string): void;
  /** The node is back and empty. */
  recover(name: string): void;
}

/** The life of nodes; `freeze` and `thaw` reach the kubelet. */
export const createNodes = (context: ControllerContext, kubelet: Pick<Kubelet, 'freeze' | 'thaw'>): Nodes => {
  const { store, clock, recorder } = context;
  const tell = recorder.by('node-controller');
  const lost = new Set<string>();

  const setReady = (name: string, ready: boolean): void => {
    store.update('nodes', undefined, name, (node) => {
      const { taints, ...spec } = specOf(node);
      const others = records(taints).filter(({ key }) => key !== unreachable);
      const timeAdded = timestamp(clock.now());
      const lostTaints = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: unreachable, effect, timeAdded }));
      const kept: readonly JsonRecord[] = ready ? others : [...others, ...lostTaints];
      const tainted = { ...node, spec: kept.length > 0 ? { ...spec, taints: kept } : spec };
      return conditioned(tainted, ready ? present : silent, clock.now());
    });
  };

  const podsOn = (name: string): readonly KubeObject[] =>
    store.list('pods').filter((pod) => stringOf(specOf(pod).nodeName) === name);

  const markLost = (name: string): void => {
    for (const pod of podsOn(name)) {
      const known = records(statusOf(pod).conditions).find(({ type }) => type === 'Ready');
      if (!known) continue;
      const { lastProbeTime: _p, lastTransitionTime: _t, ...rest } = known;
      const condition = { ...rest, type: 'Ready', status: 'False' } as const;
      changeSame(store, 'pods', pod, (now) => conditioned(now, condition, clock.now()));
      tell(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    }
  };

  return {
    lose: (name) => {
      if (lost.has(name)) return;
      lost.add(name);
      kubelet.freeze(name);
      setReady(name, false);
      markLost(name);
    },
    recover: (name) => {
      if (!lost.delete(name)) return;
      for (const { metadata } of podsOn(name)) {
        store.remove('pods', metadata.namespace, metadata.name, { gracePeriodSeconds: 0 });
      }
      kubelet.thaw(name);
      setReady(name, true);
    },
  };
};
