import { describe, it } from 'vitest';
import { openCluster } from '../contract/cluster-target.ts';
import { describeKubectlContract } from '../contract/kubectl-contract.ts';

const { KUBECONFIG } = process.env;

if (KUBECONFIG) describeKubectlContract('the cluster', () => openCluster(KUBECONFIG));
else describe('kubectl with the cluster', () => it.skip('needs KUBECONFIG'));
