import type { Operation } from "../core/spec";

/** An operation that the engine did not do; `cause` is its `Problem`. */
export class OperationError extends Error {
  override readonly name = "OperationError";

  constructor(
    readonly operation: Operation,
    override readonly cause: unknown,
  ) {
    super(`${operation.kind} failed`, { cause });
  }
}

/** What cannot be done and was not tried; the message is the user's, in their language. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
