import { afterAll, beforeAll, describe } from 'vitest';
import { describeAccess } from './access-contract.ts';
import { describeCustomResources } from './custom-contract.ts';
import { describeFieldValidation } from './field-validation-contract.ts';
import { describeJobs } from './job-contract.ts';
import { describeLifecycles } from './lifecycle-contract.ts';
import { describeListOptions } from './list-options-contract.ts';
import { describeLists } from './lists-contract.ts';
import { describeNames } from './names-contract.ts';
import { describeObjects } from './objects-contract.ts';
import { describePages } from './page-contract.ts';
import { describeParameters } from './parameters-contract.ts';
import { describePatches } from './patch-contract.ts';
import { describePodSecurity } from './pod-security-contract.ts';
import type { ApiTarget } from './target.ts';
import { describeTokens } from './token-contract.ts';
import { describeValidation } from './validation-contract.ts';
import type { ServerVersion } from './versions.ts';
import { describeWarnings } from './warning-contract.ts';
import { describeWatches } from './watch-contract.ts';

/** Everything that clients may rely on, checked over plain HTTP: the simulator and a real API server must both pass. */
export const describeKubernetesContract = (
  name: string,
  version: ServerVersion,
  open: () => Promise<ApiTarget>,
): void => {
  describe(`the Kubernetes contract of ${name}`, () => {
    let opened: ApiTarget | undefined;
    const target = (): ApiTarget => {
      if (!opened) throw new Error('the target is not open');
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    }, 60_000);
    afterAll(async () => {
      await opened?.close();
    });
    describeObjects(target, version);
    describePatches(target, version);
    describeLists(target, version);
    describeParameters(target);
    describeWatches(target);
    describeCustomResources(target, version);
    describeValidation(target, version);
    describeFieldValidation(target, version);
    describePodSecurity(target, version);
    describeTokens(target, version);
    describeNames(target, version);
    describeJobs(target, version);
    describeWarnings(target, version);
    describeListOptions(target, version);
    describePages(target, version);
    describeAccess(target);
    describeLifecycles(target, version);
  });
};
