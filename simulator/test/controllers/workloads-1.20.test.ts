import { describeWorkloads } from './workloads-contract.ts';
import { simulatedWorkloads } from './workloads-target.ts';

describeWorkloads(...simulatedWorkloads('1.20'));
