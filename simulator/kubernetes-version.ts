/** Which Kubernetes the simulator behaves like, and what that means: the only place that knows what differs. */

/** The versions that can be simulated. */
export type KubernetesVersion = '1.37' | '1.20';

const defaultKubernetesVersion: KubernetesVersion = '1.37';

/** What the current version can. */
const current = {
  version: '1.37' as KubernetesVersion,
  /** As `/version` tells it, without its `v`. */
  release: '1.37.2',

  /**
   * The Job controller counts each pod once, and holds it by the finalizer `batch.kubernetes.io/job-tracking` until then. One
   * that is deleted before its end is a failure; before, it did not count and was replaced. `SuccessCriteriaMet` or
   * `FailureTarget` comes before `Complete` or `Failed`, which waits for the pods to be gone.
   */
  trackedJobPods: true,
  /** `batch.kubernetes.io/job-name` and `…/controller-uid` beside the labels without the prefix. */
  prefixedJobLabels: true,
  /** `suspend`, `completionMode`, `podFailurePolicy`, `podReplacementPolicy`, `backoffLimitPerIndex`, `successPolicy`, `managedBy`. */
  jobPolicies: true,
  /** `ttlSecondsAfterFinished` is kept and obeyed; before it was behind a gate, and dropped. */
  ttlAfterFinished: true,
  /** Init containers with `restartPolicy: Always` run beside the others, and end after them. */
  nativeSidecars: true,

  /** A pod ends in two steps, its containers and then it; one that is deleted is `Succeeded` or `Failed` before it goes. */
  podsEndBeforeTheyGo: true,
  /** A pod with a negative grace period gets one of a second; before, it was written down as it was. */
  positiveGrace: true,
  /** Whatever ends a pod from outside says so by the condition `DisruptionTarget`. */
  disruptionConditions: true,
  /** Pods have a `metadata.generation`, which a deletion raises, and conditions and status say which one they saw. */
  podGenerations: true,

  /** `fieldValidation` is understood, and unknown fields of custom resources are told of. */
  fieldValidation: true,
  /** Warnings about what is deprecated or probably a mistake in pods, templates and Jobs. */
  objectWarnings: true,
  /** Labels `pod-security.kubernetes.io/…` of namespaces are obeyed at admission. */
  podSecurity: true,
  /** Pods get a volume with a token bound to them, which is refused when they are gone. */
  boundTokens: true,
  /** Every service account gets a Secret with a token that does not expire. */
  tokenSecrets: false,
  /** Another name is drawn where a generated one is taken; before, that was a conflict. */
  generatedNamesRetried: true,
  /** Errors in the words, and where they differ with the codes, of current servers; events and messages in those of its controllers. */
  currentTexts: true,
  /** Tables show the status of Jobs, and no count of Secrets of service accounts. */
  currentTables: true,
  /** Pages of lists come from the server's memory like whole lists; before, from its storage. */
  pagesFromMemory: true,
  /** A watch may begin with what is there, and a bookmark behind it. */
  streamedLists: true,
  /** The server writes `creationTimestamp: null` into templates. */
  nullTimestamps: false,
  /** A user may ask who it is. */
  selfReviews: true,
  /** All groups and their resources can be had in one document. */
  aggregatedDiscovery: true,
};

/** One capability for each difference that is simulated, so that code says what it depends on and not on which number. */
export type Kubernetes = Readonly<typeof current>;

/** What is told apart here is what the oldest version does otherwise: it has the opposite of everything. */
const oldest = {
  ...Object.fromEntries(Object.entries(current).map(([capability, has]) => [capability, !has])),
  version: '1.20',
  release: '1.20.2',
} as unknown as Kubernetes;

/** What a version can. */
export const kubernetesOf = (version: KubernetesVersion = defaultKubernetesVersion): Kubernetes =>
  version === '1.20' ? oldest : current;
