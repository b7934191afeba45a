import { describeKubectlContract } from './kubectl-contract.ts';
import { openSimulator } from './simulator-target.ts';

describeKubectlContract('the simulator', () => openSimulator('1.20'));
