import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Disposable } from "../core/emitter";

/** A link of which the kernel told something, or of an address of it. */
export interface LinkNews {
  readonly ifindex: number;
  readonly address: boolean;
}
/** Called for each change that the kernel tells. "something": it is not known which; "lost": others could not be heard, or may not have been. */
export type Heard = (news: LinkNews | "something" | "lost") => void;

const COMMAND = ["ip", "-oneline", "monitor", "link", "address"] as const;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** How long it may take until it listens, and how often that is looked at. */
const START_MS = 2_000;
const LOOK_MS = 5;

/**
 * Hears of the host's links from the kernel itself (RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR): no polling.
 * Through a small process of iproute2, not a socket of the netlink addon: that one ends the whole extension host when more
 * comes than its buffer holds (its poll handler makes an error without a name of a system call). Of what the process prints
 * only the indices are read. One that fails is started again, later each time, and what happened meanwhile counts as
 * lost. Where there is no `ip`, nothing is heard.
 */
export class LinkMonitor implements Disposable {
  #process: ChildProcess | undefined;
  #listening = false;
  #timer: NodeJS.Timeout | undefined;
  #delay = FIRST_RETRY_MS;

  constructor(private readonly heard: Heard) {
    this.#start(false);
  }

  /** False until the kernel tells it, and after a failure: then changes are not heard. */
  get listening(): boolean {
    return this.#listening;
  }

  /** @param again something may have been missed before */
  #start(again: boolean): void {
    const [program, ...args] = COMMAND;
    // A user's PATH may lack the folders of the administrator's programs. Its words are looked at: in English.
    const env = { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin:/usr/bin:/bin`, LC_ALL: "C" };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    const current = (): boolean => this.#process === child;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (current() && this.#listening) this.heard(parseNews(line));
    });
    child.stderr.on("data", (text: Buffer) => {
      // ENOBUFS: more came than was read in time. It goes on by itself.
      if (current() && /netlink receive error/.test(text.toString())) this.heard("lost");
    });
    child.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ENOENT") this.dispose();
      else this.#fail(child);
    });
    child.on("exit", () => this.#fail(child));
    this.#await(child, again, performance.now() + START_MS);
  }

  /** It listens once the kernel's table says so. */
  #await(child: ChildProcess, again: boolean, deadline: number): void {
    this.#timer = setTimeout(() => {
      if (isMember(child.pid)) {
        this.#listening = true;
        this.#delay = FIRST_RETRY_MS;
        this.heard(again ? "lost" : "something");
      } else if (performance.now() < deadline) this.#await(child, again, deadline);
      else this.#fail(child);
    }, LOOK_MS);
  }

  #fail(child: ChildProcess): void {
    if (this.#process !== child) return;
    const heard = this.#listening;
    this.#stop();
    this.#timer = setTimeout(() => this.#start(true), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_RETRY_MS);
    if (heard) this.heard("lost");
  }

  #stop(): void {
    clearTimeout(this.#timer);
    const child = this.#process;
    this.#process = undefined;
    this.#listening = false;
    child?.kill("SIGKILL");
  }

  dispose(): void {
    this.#stop();
  }
}

/** A line of `ip -oneline monitor link address`: `40: veth0@if39: <…>…`, `Deleted 40: veth0    inet6 fe80::1/64…`. */
export function parseNews(line: string): LinkNews | "something" {
  const match = /^(?:Deleted )?(\d+): \S+ +(inet6? )?/.exec(line);
  return match === null ? "something" : { ifindex: Number(match[1]), address: match[2] !== undefined };
}

/** Is that process in the group of links? A process's first netlink socket has its id as address. */
function isMember(pid: number | undefined): boolean {
  const sockets = readFileSync("/proc/thread-self/net/netlink", "utf8").split("\n");
  return sockets.some((line) => {
    const [, protocol, port, groups = "0"] = line.trim().split(/\s+/);
    return protocol === "0" && port === String(pid) && (parseInt(groups, 16) & 1) !== 0;
  });
}
