import { describeKubernetesContract } from './kubernetes-contract.ts';
import { openSimulator } from './simulator-target.ts';
import { versionNamed } from './versions.ts';

describeKubernetesContract('the simulator of 1.37', versionNamed('1.37'), () => openSimulator('1.37'));
