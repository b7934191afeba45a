import { describeKubectlContract } from './kubectl-contract.ts';
import { openSimulator } from './simulator-target.ts';
import { versionNamed } from './versions.ts';

for (const version of ['1.37', '1.20'] as const)
  describeKubectlContract(`the simulator of ${version}`, versionNamed(version), () => openSimulator(version));
