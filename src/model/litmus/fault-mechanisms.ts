/**
 * What the Litmus faults work with, by the name of the ChaosExperiment: facts about litmus-go and its charts. Two faults
 * of one mechanism on one target disturb each other: the second replaces what the first has set up, or removes it early.
 */

/** What a mechanism acts on, so what two faults must share to disturb each other. */
export type Scope =
  /** A pod as a whole; its network namespace is one for all containers. */
  | 'pod'
  /** One container of a pod; without TARGET_CONTAINER it may be any. */
  | 'container'
  /** A node, by name or label. */
  | 'node'
  /** Things outside the cluster, named in one environment variable. */
  | 'things';

export interface Mechanism {
  /** Short, the part of the implied mutex's name that says what is shared. */
  readonly name: string;
  readonly scope: Scope;
  /** Ends the sentence "both …". */
  readonly shares: string;
}

export interface Fault {
  readonly mechanism: Mechanism;
  /** The variable that names the targets of scope `things`. Another variable may name the same things: never compared. */
  readonly named?: string;
}

const mechanisms = {
  tc: { name: 'tc', scope: 'pod', shares: 'set the traffic control (tc) of the pod’s network' },
  proxy: { name: 'http-proxy', scope: 'pod', shares: 'put a proxy before the pod’s port' },
  dns: { name: 'dns', scope: 'pod', shares: 'intercept the pod’s name resolution' },
  policy: { name: 'network-policy', scope: 'pod', shares: 'add a NetworkPolicy for the pod' },
  stress: { name: 'stress', scope: 'container', shares: 'put a load on the container’s cgroup' },
  disk: { name: 'disk', scope: 'container', shares: 'fill the container’s storage' },
  life: { name: 'pod-lifecycle', scope: 'pod', shares: 'end the pod or its containers' },
  replicas: { name: 'replicas', scope: 'pod', shares: 'change the number of replicas' },
  monkey: { name: 'chaos-monkey', scope: 'pod', shares: 'set the assault of Chaos Monkey in the application' },
  node: { name: 'node-availability', scope: 'node', shares: 'make the node unavailable' },
  nodeStress: { name: 'node-stress', scope: 'node', shares: 'put a load on the node' },
  ec2: { name: 'ec2-instance', scope: 'things', shares: 'disturb the EC2 instance' },
  ebs: { name: 'ebs-volume', scope: 'things', shares: 'detach the EBS volume' },
  zone: { name: 'aws-zone', scope: 'things', shares: 'take a zone from the load balancer' },
  rds: { name: 'rds-instance', scope: 'things', shares: 'stop the RDS instance' },
  gcpVm: { name: 'gcp-vm', scope: 'things', shares: 'stop the VM' },
  gcpDisk: { name: 'gcp-disk', scope: 'things', shares: 'detach the disk' },
  azureVm: { name: 'azure-vm', scope: 'things', shares: 'stop the Azure instance' },
  azureDisk: { name: 'azure-disk', scope: 'things', shares: 'detach the Azure disk' },
  vmware: { name: 'vmware-vm', scope: 'things', shares: 'power off the VM' },
} as const satisfies Record<string, Mechanism>;

/** The names of the faults of a mechanism; of scope `things` with the variable that names their targets. */
const known: readonly (readonly [Mechanism, names: string, variable?: string])[] = [
  [
    mechanisms.tc,
    'pod-network-latency pod-network-loss pod-network-corruption pod-network-duplication pod-network-rate-limit',
  ],
  [
    mechanisms.proxy,
    'pod-http-latency pod-http-status-code pod-http-modify-header pod-http-modify-body pod-http-reset-peer',
  ],
  [mechanisms.dns, 'pod-dns-error pod-dns-spoof'],
  [mechanisms.policy, 'pod-network-partition'],
  [mechanisms.stress, 'pod-cpu-hog pod-memory-hog pod-io-stress pod-cpu-hog-exec pod-memory-hog-exec'],
  [mechanisms.disk, 'disk-fill'],
  [mechanisms.life, 'pod-delete container-kill cassandra-pod-delete kafka-broker-pod-failure spring-boot-app-kill'],
  [mechanisms.replicas, 'pod-autoscaler'],
  [mechanisms.monkey, 'spring-boot-cpu-stress spring-boot-memory-stress spring-boot-latency'],
  [mechanisms.monkey, 'spring-boot-exceptions spring-boot-faults'],
  [mechanisms.node, 'node-drain node-taint node-restart node-poweroff kubelet-service-kill docker-service-kill'],
  [mechanisms.nodeStress, 'node-cpu-hog node-memory-hog node-io-stress'],
  [mechanisms.ec2, 'ec2-stop-by-id ec2-terminate-by-id aws-ssm-chaos-by-id', 'EC2_INSTANCE_ID'],
  [mechanisms.ec2, 'ec2-stop-by-tag ec2-terminate-by-tag aws-ssm-chaos-by-tag', 'EC2_INSTANCE_TAG'],
  [mechanisms.ebs, 'ebs-loss-by-id', 'EBS_VOLUME_ID'],
  [mechanisms.ebs, 'ebs-loss-by-tag', 'EBS_VOLUME_TAG'],
  [mechanisms.zone, 'aws-az-chaos', 'LOAD_BALANCER_NAME'],
  [mechanisms.rds, 'rds-instance-stop', 'RDS_INSTANCE_IDENTIFIER'],
  [mechanisms.gcpVm, 'gcp-vm-instance-stop', 'VM_INSTANCE_NAMES'],
  [mechanisms.gcpVm, 'gcp-vm-instance-stop-by-label', 'INSTANCE_LABEL'],
  [mechanisms.gcpDisk, 'gcp-vm-disk-loss', 'DISK_VOLUME_NAMES'],
  [mechanisms.gcpDisk, 'gcp-vm-disk-loss-by-label', 'DISK_VOLUME_LABEL'],
  [mechanisms.azureVm, 'azure-instance-stop', 'AZURE_INSTANCE_NAMES'],
  [mechanisms.azureDisk, 'azure-disk-loss', 'VIRTUAL_DISK_NAMES'],
  [mechanisms.vmware, 'vm-poweroff', 'APP_VM_MOIDS'],
];

/** The known faults by the name of their ChaosExperiment. */
export const faults: ReadonlyMap<string, Fault> = new Map(
  known.flatMap(([mechanism, names, named]) =>
    names.split(' ').map((name) => [name, { mechanism, ...(named === undefined ? {} : { named }) }] as const),
  ),
);

/** What is known of the fault of this name; undefined for faults that nothing is known of. */
export const faultOf = (experiment: string): Fault | undefined => faults.get(experiment);
