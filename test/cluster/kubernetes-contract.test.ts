import { openCluster } from '../contract/cluster-target.ts';
import { describeKubernetesContract } from '../contract/kubernetes-contract.ts';

describeKubernetesContract('the cluster', () => openCluster());
