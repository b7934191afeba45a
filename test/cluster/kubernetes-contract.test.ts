import { describe, it } from 'vitest';
import { openCluster } from '../contract/cluster-target.ts';
import { describeKubernetesContract } from '../contract/kubernetes-contract.ts';

const { KUBECONFIG } = process.env;

if (KUBECONFIG) describeKubernetesContract('the cluster', () => openCluster(KUBECONFIG));
else describe('the Kubernetes contract of the cluster', () => it.skip('needs KUBECONFIG'));
