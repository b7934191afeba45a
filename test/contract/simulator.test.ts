import { describeKubernetesContract } from './kubernetes-contract.ts';
import { openSimulator } from './simulator-target.ts';

describeKubernetesContract('the simulator', openSimulator);
