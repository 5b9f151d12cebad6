import { Problem } from "../core/problem";

/**
 * Runs a request with a time limit of `ms` and, if given, a caller's signal. Rejects at once when either ends it, with `Problem`
 * `unreachable`, or the signal's own, or `cancelled` where that has none: docker-modem itself never settles when a connection dies in the middle of an answer.
 */
export async function within<T>(ms: number, signal: AbortSignal | undefined, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (isAborted(signal)) throw problemIn(signal);
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let cancel: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (problem: Problem): void => {
      reject(problem);
      abort.abort(problem);
    };
    timer = setTimeout(() => end(new Problem("unreachable", `no answer within ${ms / 1000} s`)), ms);
    cancel = () => end(problemIn(signal));
    signal?.addEventListener("abort", cancel, { once: true });
  });
  try {
    return await Promise.race([ended, request(abort.signal)]);
  } finally {
    clearTimeout(timer);
    if (cancel !== undefined) signal?.removeEventListener("abort", cancel);
  }
}

const problemIn = (signal: AbortSignal | undefined): Problem => (signal?.reason instanceof Problem ? signal.reason : new Problem("cancelled", "cancelled"));
const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;
