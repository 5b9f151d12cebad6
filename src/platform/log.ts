import type * as vscode from "vscode";

/** The output channel “Docker Networks”: what was done, as `docker` commands, and what went wrong, with its cause. */
export class Log {
  readonly #channel: vscode.LogOutputChannel;

  /** Takes the channel over: whoever made it disposes it. */
  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  info(message: string): void {
    this.#channel.info(message);
  }

  warn(message: string): void {
    this.#channel.warn(message);
  }

  debug(message: string): void {
    this.#channel.debug(message);
  }

  /** What failed, then every cause down to the first, with the first one's stack. */
  error(message: string, cause?: unknown): void {
    this.#channel.error(cause === undefined ? message : `${message}\n${causes(cause)}`);
  }

  /** The `docker` command that does what is about to be done, ready to paste. */
  command(line: string): void {
    this.#channel.info(`$ ${line}`);
  }

  show(): void {
    this.#channel.show(true);
  }
}

function causes(error: unknown): string {
  const lines: string[] = [];
  let last: Error | undefined;
  for (let current = error; current !== undefined && lines.length < 10; ) {
    if (!(current instanceof Error)) {
      lines.push(`  ${typeof current === "string" ? current : JSON.stringify(current)}`);
      break;
    }
    const kind = "kind" in current && typeof current.kind === "string" ? ` (${current.kind})` : "";
    lines.push(`  ${current.name}${kind}: ${current.message}`);
    last = current;
    current = current.cause;
  }
  if (last?.stack !== undefined) lines.push(last.stack.split("\n").slice(1).join("\n"));
  return lines.join("\n");
}
