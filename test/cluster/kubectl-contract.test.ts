import { clusterVersion, openCluster } from '../contract/cluster-target.ts';
import { describeKubectlContract } from '../contract/kubectl-contract.ts';

describeKubectlContract('the cluster', await clusterVersion(), () => openCluster());
