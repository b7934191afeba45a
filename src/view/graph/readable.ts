/** `JOB_CREATED` -> `Job created`, `STEP_ENDED` -> `Step ended`. */
export const readableEvent = (event: string): string => {
  const words = event.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** `mustCleanUp` -> `must clean up`; a guard with parameters is named by them: `{type: 'isTimer', params: {timer: 'start'}}` -> `start`. */
export const readableGuard = (guard: string, params?: Readonly<Record<string, unknown>>): string =>
  params === undefined ? readableName(guard) : Object.values(params).map(String).join(', ');

/** `createJob` -> `create job`. */
export const readableName = (name: string): string =>
  name.replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
