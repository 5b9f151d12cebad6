import * as wire from "./netlinkMessages";
import type { Message } from "./netlinkMessages";

/** As much of the `netlink` package's raw socket as is used. */
export interface RawSocket {
  on(event: "message", listener: (datagram: Buffer) => void): unknown;
  on(event: "truncatedMessage", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  send(data: Buffer, options: undefined, callback: (error?: Error) => void): void;
  close(): void;
}

/** Answers wait in the receive buffer, where each takes up to 4 KiB however little it says: more questions at once would lose some. */
const QUESTIONS = 50;
const TIMEOUT_MS = 2_000;

/** Questions and answers over one socket, matched by sequence number. */
export class Conversation {
  readonly #waiting = new Map<number, { readonly message: (message: Message) => void; readonly fail: (error: Error) => void }>();
  #seq = 0;

  constructor(readonly socket: RawSocket) {
    // The addon ends the whole process when its callback throws, and runs promise reactions inside it: so nothing here
    // throws, and all that follows an answer runs later.
    socket.on("message", (datagram) => {
      for (const message of wire.messages(datagram)) this.#waiting.get(message.seq)?.message(message);
    });
    socket.on("truncatedMessage", () => this.#fail(new Error("An answer of rtnetlink was longer than its buffer")));
    socket.on("error", (error) => this.#fail(error));
  }

  dump<T>(question: (seq: number) => Buffer, answer: number, decode: (body: Buffer) => T | undefined): Promise<T[]> {
    return this.#ask(question(++this.#seq), [this.#seq], ({ type, flags, body }, items: T[]) => {
      if ((flags & wire.NLM_F_DUMP_INTR) !== 0) throw new Interrupted();
      if (type === wire.NLMSG_ERROR) throw new Error(`rtnetlink answered with error ${wire.decodeError(body)}`);
      const item = type === answer ? decode(body) : undefined;
      if (item !== undefined) items.push(item);
      return type === wire.NLMSG_DONE;
    });
  }

  /** The ids that the socket's namespace has for those of processes, by process id. */
  namespaces(pids: readonly number[]): Promise<Map<number, number>> {
    return this.#each(pids, wire.askNamespace, wire.RTM_NEWNSID, wire.decodeNamespace);
  }

  /** Links by their indices. */
  links(indices: readonly number[]): Promise<Map<number, wire.DumpedLink>> {
    return this.#each(indices, wire.askLink, wire.RTM_NEWLINK, wire.decodeLink);
  }

  /** One question about each of several. What there is not has no answer. */
  async #each<T>(about: readonly number[], question: (seq: number, about: number) => Buffer, answer: number, decode: (body: Buffer) => T | undefined): Promise<Map<number, T>> {
    const found = new Map<number, T>();
    for (let from = 0; from < about.length; from += QUESTIONS) {
      const part = new Map(about.slice(from, from + QUESTIONS).map((one) => [++this.#seq, one]));
      await this.#ask<never>(Buffer.concat([...part].map(([seq, one]) => question(seq, one))), [...part.keys()], ({ type, seq, body }) => {
        const item = type === answer ? decode(body) : undefined;
        const one = part.get(seq);
        if (item !== undefined && one !== undefined) found.set(one, item);
        return true;
      });
    }
    return found;
  }

  /** Sends one datagram and waits until every one of its questions is answered (`take` says when). */
  #ask<T>(question: Buffer, seqs: readonly number[], take: (message: Message, items: T[]) => boolean): Promise<T[]> {
    return new Promise((resolve, reject) => {
      const items: T[] = [];
      const open = new Set(seqs);
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        for (const seq of seqs) this.#waiting.delete(seq);
        setImmediate(settle);
      };
      const fail = (error: Error): void => end(() => reject(error));
      const timer = setTimeout(() => fail(new Error("rtnetlink did not answer in time")), TIMEOUT_MS);
      const message = (answer: Message): void => {
        try {
          if (take(answer, items)) open.delete(answer.seq);
          if (open.size === 0) end(() => resolve(items));
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      for (const seq of seqs) this.#waiting.set(seq, { message, fail });
      this.socket.send(question, undefined, (error) => {
        if (error !== undefined) fail(error);
      });
    });
  }

  #fail(error: Error): void {
    for (const { fail } of new Set(this.#waiting.values())) fail(error);
  }
}

/** The links changed while they were dumped: ask again. */
export class Interrupted extends Error {}
