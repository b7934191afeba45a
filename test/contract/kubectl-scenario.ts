/** The conversation with kubectl that both clusters have: commands in order, with what they are fed. */

export interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  /** Which lines of the output count; all without it. */
  readonly lines?: RegExp;
}

const step = (line: string, more: Partial<Step> = {}): Step => ({
  name: line,
  args: (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/s, '$1')),
  ...more,
});

const engine = (state: string): string => `
apiVersion: litmuschaos.io/v1alpha1
kind: ChaosEngine
metadata: {name: engine, labels: {app: chaos}}
spec:
  engineState: ${state}
  chaosServiceAccount: runner
  components: {runner: {image: "runner:1"}}
  experiments: [{name: pod-delete, spec: {components: {env: [{name: A, value: "1"}]}}}]
`;

const job = (name: string, command: string): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, labels: {app: work}}
spec:
  backoffLimit: 0
  template:
    metadata: {labels: {app: work}}
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 1
      containers:
      - {name: main, image: "localhost/busybox:1", imagePullPolicy: IfNotPresent, command: [sh, -c, "${command}"], env: [{name: X, value: "1"}]}
`;

const account = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: runner}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list, create]}
- {apiGroups: [batch], resources: [jobs], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: runner}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
subjects: [{kind: ServiceAccount, name: runner}]
`;

const as = '--as=system:serviceaccount:NAMESPACE:runner';

/** In the steps NAMESPACE stands for the namespace of the run. */
export const scenario: readonly Step[] = [
  step('get namespace NAMESPACE'),
  step('get configmap absent'),
  step('create configmap map --from-literal=a=1 --from-literal=b=2'),
  step('create configmap map --from-literal=a=1'),
  step('get configmap map'),
  step('get configmap map -o wide'),
  step('get configmap map -o yaml'),
  step('get configmap map -o json'),
  step('get configmap map -o name'),
  step("get configmap map -o 'jsonpath={.data.a}'"),
  step('get configmap map -o custom-columns=NAME:.metadata.name,A:.data.a'),
  step('label configmap map app=web tier=front'),
  step('annotate configmap map note=x'),
  step('get configmap -l app=web --show-labels'),
  step("get configmap -l 'app in (web,db)' -L tier"),
  step('get configmap -l app!=web,app'),
  step('get configmap --field-selector metadata.name=map'),
  step('get configmap --field-selector spec.nope=map'),
  step('describe configmap map'),
  step('patch configmap map --type merge -p \'{"data":{"b":null,"c":"3"}}\''),
  step('patch configmap map --type json -p \'[{"op":"replace","path":"/data/a","value":"9"}]\''),
  step('patch configmap map --type json -p \'[{"op":"test","path":"/data/a","value":"8"}]\''),
  step('patch configmap map -p \'{"data":{"a":"10"}}\''),
  step('patch configmap absent -p \'{"data":{"a":"9"}}\''),
  step('replace -f -', { stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {z: "26"}\n' }),
  step('get configmap map -o jsonpath={.data}'),
  step('replace -f - # of nothing', {
    args: ['replace', '-f', '-'],
    stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: absent}\n',
  }),
  step('create secret generic secret --from-literal=password=x'),
  step('get secret secret'),
  step('describe secret secret'),
  step('apply -f - # an engine', { args: ['apply', '-f', '-'], stdin: engine('active') }),
  step('apply -f - # the same engine', { args: ['apply', '-f', '-'], stdin: engine('active') }),
  step('apply -f - # the engine stopped', { args: ['apply', '-f', '-'], stdin: engine('stop') }),
  step('apply -f - # an impossible engine', { args: ['apply', '-f', '-'], stdin: engine('sometimes') }),
  step('apply --dry-run=server -f -', { stdin: engine('active') }),
  step('get chaosengine'),
  step('get chaosengines.litmuschaos.io engine -o yaml'),
  step('describe chaosengine engine'),
  step('patch chaosengine engine --type merge -p \'{"spec":{"engineState":"active"}}\''),
  step('patch chaosengine engine -p \'{"spec":{"engineState":"active"}}\''),
  step('apply -f - # an account with a role', { args: ['apply', '-f', '-'], stdin: account }),
  step('get serviceaccount runner -o name'),
  step('get role runner -o name'),
  step('get rolebinding runner'),
  step('get rolebinding runner -o wide'),
  step('describe role runner'),
  step('describe rolebinding runner'),
  step('auth can-i get pods'),
  step(`auth can-i get pods ${as}`),
  step(`auth can-i watch pods ${as}`),
  step(`auth can-i get pods --subresource=log ${as}`),
  step(`auth can-i get pods -A ${as}`),
  step(`auth can-i --list ${as}`, { lines: /pods|jobs|Resources/ }),
  step(`get pods ${as}`),
  step(`get secrets ${as}`),
  step(`delete pod x ${as}`),
  step('apply -f - # a Job that talks', {
    args: ['apply', '-f', '-'],
    stdin: job('talker', 'echo one; echo two; sleep 1'),
  }),
  step('wait --for=condition=complete job/talker --timeout=30s'),
  step('get job talker'),
  step('get job talker -o wide'),
  step('get pods -l job-name=talker'),
  step('logs job/talker'),
  step('logs -l job-name=talker --tail=1'),
  step('describe job talker'),
  step('describe pods -l job-name=talker', {
    lines:
      /^(Name|Namespace|Labels| +\S+=\S+|Status|Containers| {2}main| +(Image:|State:|Reason:|Exit Code:|Ready:|Restart Count:|Environment:|X:)|QoS Class|Controlled By)/,
  }),
  step('apply -f - # a Job that fails', { args: ['apply', '-f', '-'], stdin: job('failer', 'echo oh; exit 3') }),
  step('wait --for=condition=failed job/failer --timeout=30s'),
  step('get job failer'),
  step('get pods -l job-name=failer'),
  step('get pods -l job-name=failer -o jsonpath={.items[0].status.containerStatuses[0].state.terminated.exitCode}'),
  step('wait --for=condition=complete job/failer --timeout=1s'),
  step('apply -f - # a Job that sleeps', { args: ['apply', '-f', '-'], stdin: job('sleeper', 'sleep 600') }),
  step('wait --for=condition=ready pod -l job-name=sleeper --timeout=30s'),
  step('get pods -l job-name=sleeper'),
  step('delete job sleeper --cascade=foreground --timeout=30s'),
  step('get pods -l job-name=sleeper # afterwards', { args: ['get', 'pods', '-l', 'job-name=sleeper'] }),
  step('delete job talker failer'),
  step('get jobs'),
  step('delete configmap -l app=web'),
  step('delete configmap map'),
  step('delete chaosengine engine --wait=true'),
  step('get chaosengines'),
  step('wait --for=delete chaosengine/engine --timeout=5s'),
  step('delete configmap map --ignore-not-found'),
  step('get nothings'),
];
