/**
 * A signal that fires with the first of several, or by its own `abort`, until it is unlinked: long-lived signals keep no trace
 * of it then. Those that are undefined are left out.
 */
export const linkSignals = (...signals: readonly (AbortSignal | undefined)[]) => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    abort,
    unlink: () => {
      for (const signal of signals) signal?.removeEventListener('abort', abort);
    },
  };
};
