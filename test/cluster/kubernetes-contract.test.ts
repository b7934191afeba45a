import { clusterVersion, openCluster } from '../contract/cluster-target.ts';
import { describeKubernetesContract } from '../contract/kubernetes-contract.ts';

describeKubernetesContract('the cluster', await clusterVersion(), () => openCluster());
