/** Helper containers, and images that one may be run from, made of this machine's own programs because none can be pulled. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { helperLabel } from "../../src/core/helper";
import { engine, raw, uniqueName } from "./engine";
import { importArchive } from "./rig";

const run = promisify(execFile);

/** Imports a file system into an engine as `NAME:latest`; gives the reference. */
async function importImage(word: string, fill: (root: string) => Promise<void> | void, socketPath = engine.socket): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "dne-image-"));
  try {
    for (const part of ["bin", "proc", "sys", "dev", "tmp", "etc"]) mkdirSync(join(root, part), { recursive: true });
    await fill(root);
    await run("tar", ["-C", root, "--owner=0", "--group=0", "--numeric-owner", "-cf", `${root}.tar`, "."]);
    const name = uniqueName(word);
    await importArchive(socketPath, readFileSync(`${root}.tar`), name);
    return `${name}:latest`;
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(`${root}.tar`, { force: true });
  }
}

async function busybox(root: string): Promise<void> {
  const { stdout } = await run("busybox", ["--list"]);
  cpSync((await run("which", ["busybox"])).stdout.trim(), join(root, "bin/busybox"), { dereference: true });
  for (const applet of stdout.trim().split("\n")) if (applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
}

/** Busybox and perl, as images made of Debian or Ubuntu have a shell and perl. */
export function importPerl(socketPath?: string): Promise<string> {
  const fill = async (root: string): Promise<void> => {
    await busybox(root);
    const program = (await run("which", ["perl"])).stdout.trim();
    const { stdout } = await run("ldd", [program]);
    const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!);
    for (const file of libraries) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(file, join(root, file), { dereference: true });
    }
    cpSync(program, join(root, "bin/perl"), { dereference: true });
  };
  return importImage("helper-perl", fill, socketPath);
}

/** The GNU tools of this machine's Debian instead of busybox: dash, coreutils, grep, sed, iproute2, util-linux's nsenter. */
export function importGnu(): Promise<string> {
  return importImage("helper-gnu", async (root) => {
    for (const name of ["sh", "grep", "ls", "od", "tr", "sed", "ip", "nsenter"]) {
      const { stdout: found } = await run("sh", ["-c", `readlink -f "$(command -v ${name})"`]);
      const program = found.trim();
      const { stdout } = await run("ldd", [program]);
      for (const [, file] of stdout.matchAll(/(\/\S+) \(0x/g)) {
        mkdirSync(dirname(join(root, file!)), { recursive: true });
        cpSync(file!, join(root, file!), { dereference: true });
      }
      cpSync(program, join(root, "bin", name), { dereference: true });
    }
  });
}

/** A shell of one's own: what a test wants a helper's image to do wrong. `ash "$@"` in `script` does what was asked for. */
export function importBroken(word: string, script: string): Promise<string> {
  return importImage(`helper-${word}`, async (root) => {
    await busybox(root);
    rmSync(join(root, "bin/sh"));
    writeFileSync(join(root, "bin/sh"), `#!/bin/ash\n${script}\n`, { mode: 0o755 });
  });
}

export async function removeImage(name: string): Promise<void> {
  await raw("DELETE", `/images/${name}?force=1`);
}

/** Ids of the helpers that there are. */
export async function helpers(status?: "running"): Promise<string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [helperLabel], ...(status && { status: [status] }) }));
  return (await raw<{ Id: string }[]>("GET", `/containers/json?all=1&filters=${filters}`)).map(({ Id }) => Id);
}
