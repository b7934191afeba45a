/** Which Kubernetes the simulator behaves like, and what that means: the only place that knows what differs. */

const kubernetesVersions = ['1.37', '1.20'] as const;
/** The versions that can be simulated. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];

const defaultKubernetesVersion: KubernetesVersion = '1.37';

/** One capability for each difference that is simulated, so that code says what it depends on and not on which number. */
export interface Kubernetes {
  readonly version: KubernetesVersion;
  /** As `/version` tells it, without its `v`. */
  readonly release: string;

  /**
   * The Job controller counts each pod once, and holds it by the finalizer `batch.kubernetes.io/job-tracking` until then. One
   * that is deleted before its end is a failure; before, it did not count and was replaced. `SuccessCriteriaMet` or
   * `FailureTarget` comes before `Complete` or `Failed`, which waits for the pods to be gone.
   */
  readonly trackedJobPods: boolean;
  /** `batch.kubernetes.io/job-name` and `…/controller-uid` beside the labels without the prefix. */
  readonly prefixedJobLabels: boolean;
  /** `suspend`, `completionMode`, `podFailurePolicy`, `podReplacementPolicy`, `backoffLimitPerIndex`, `successPolicy`, `managedBy`. */
  readonly jobPolicies: boolean;
  /** `ttlSecondsAfterFinished` is kept and obeyed; before it was behind a gate, and dropped. */
  readonly ttlAfterFinished: boolean;
  /** Init containers with `restartPolicy: Always` run beside the others, and end after them. */
  readonly nativeSidecars: boolean;

  /** A pod ends in two steps, its containers and then it; one that is deleted is `Succeeded` or `Failed` before it goes. */
  readonly podsEndBeforeTheyGo: boolean;
  /** A pod with a negative grace period gets one of a second; before, it was written down as it was. */
  readonly positiveGrace: boolean;
  /** Whatever ends a pod from outside says so by the condition `DisruptionTarget`. */
  readonly disruptionConditions: boolean;
  /** Pods have a `metadata.generation`, which a deletion raises, and conditions and status say which one they saw. */
  readonly podGenerations: boolean;

  /** `fieldValidation` is understood, and unknown fields of custom resources are told of. */
  readonly fieldValidation: boolean;
  /** Warnings about what is deprecated or probably a mistake in pods, templates and Jobs. */
  readonly objectWarnings: boolean;
  /** Labels `pod-security.kubernetes.io/…` of namespaces are obeyed at admission. */
  readonly podSecurity: boolean;
  /** Pods get a volume with a token bound to them, which is refused when they are gone. */
  readonly boundTokens: boolean;
  /** Every service account gets a Secret with a token that does not expire. */
  readonly tokenSecrets: boolean;
  /** Another name is drawn where a generated one is taken; before, that was a conflict. */
  readonly generatedNamesRetried: boolean;
  /** Errors in the words, and where they differ with the codes, of current servers; events and messages in those of its controllers. */
  readonly currentTexts: boolean;
  /** Tables show the status of Jobs, and no count of Secrets of service accounts. */
  readonly currentTables: boolean;
  /** Pages of lists come from the server's memory like whole lists; before, from its storage. */
  readonly pagesFromMemory: boolean;
  /** A watch may begin with what is there, and a bookmark behind it. */
  readonly streamedLists: boolean;
  /** The server writes `creationTimestamp: null` into templates. */
  readonly nullTimestamps: boolean;
  /** A user may ask who it is. */
  readonly selfReviews: boolean;
  /** All groups and their resources can be had in one document. */
  readonly aggregatedDiscovery: boolean;
  /** `/openapi/v3` beside `/openapi/v2`. */
  readonly openApiV3: boolean;
}

const current: Kubernetes = {
  version: '1.37',
  release: '1.37.2',
  trackedJobPods: true,
  prefixedJobLabels: true,
  jobPolicies: true,
  ttlAfterFinished: true,
  nativeSidecars: true,
  podsEndBeforeTheyGo: true,
  positiveGrace: true,
  disruptionConditions: true,
  podGenerations: true,
  fieldValidation: true,
  objectWarnings: true,
  podSecurity: true,
  boundTokens: true,
  tokenSecrets: false,
  generatedNamesRetried: true,
  currentTexts: true,
  currentTables: true,
  pagesFromMemory: true,
  streamedLists: true,
  nullTimestamps: false,
  selfReviews: true,
  aggregatedDiscovery: true,
  openApiV3: true,
};

/** What is told apart here is what the oldest version does otherwise: it has the opposite of everything. */
const oldest = {
  ...Object.fromEntries(Object.entries(current).map(([capability, has]) => [capability, !has])),
  version: '1.20',
  release: '1.20.2',
} as unknown as Kubernetes;

/** What a version can. */
export const kubernetesOf = (version: KubernetesVersion = defaultKubernetesVersion): Kubernetes =>
  version === '1.20' ? oldest : current;
