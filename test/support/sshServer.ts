/** A real sshd where an engine is, and an `ssh` that reaches it without the user's own keys and settings. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "./engine";
import { inRoot, type OwnEngine } from "./rig";

const run = promisify(execFile);

export interface SshServer {
  readonly port: number;
  /** Who may come in; `options` as authorized_keys has them. */
  authorize(options: string | undefined): void;
  /** Whether the client knows the server's key. */
  know(known: boolean): void;
  /** How many `ssh` clients run now. */
  clients(): number;
  stop(): void;
}

/** Starts it on a free port of 127.0.0.1; root may come in with a key that was made for this. Until `stop`, this process finds its `ssh` first. */
export async function startSshServer(engine: OwnEngine): Promise<SshServer> {
  const folder = join(engine.folder, "ssh");
  mkdirSync(folder);
  const inside = async (...argv: string[]): Promise<void> => {
    const [program, ...rest] = await inRoot(engine, argv);
    await run(program!, rest);
  };
  for (const key of ["host", "user"]) await inside("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `/engine/ssh/${key}`);
  await inside("mkdir", "-p", "/run/sshd");
  const port = await freePort();
  const publicKey = (name: string): string => readFileSync(join(folder, `${name}.pub`), "utf8").trim();
  const authorize = (options: string | undefined): void => writeFileSync(join(folder, "authorized_keys"), options === undefined ? "" : `${options} ${publicKey("user")}\n`);
  const know = (known: boolean): void => writeFileSync(join(folder, "known_hosts"), known ? `[127.0.0.1]:${port} ${publicKey("host")}\n` : "");
  const settings = ["ListenAddress 127.0.0.1", `Port ${port}`, "HostKey /engine/ssh/host", "AuthorizedKeysFile /engine/ssh/authorized_keys", "StrictModes no", "PidFile none", "PasswordAuthentication no", "UsePAM no"];
  writeFileSync(join(folder, "sshd_config"), `${settings.join("\n")}\n`);
  const client = ["Host *", "IdentityFile /engine/ssh/user", "IdentitiesOnly yes", "UserKnownHostsFile /engine/ssh/known_hosts", "GlobalKnownHostsFile none"];
  writeFileSync(join(folder, "ssh_config"), `${client.join("\n")}\n`);
  const bin = mkdtempSync(join(tmpdir(), "dne-ssh-"));
  const wrapped = await inRoot(engine, ["/usr/bin/ssh", "-F", "/engine/ssh/ssh_config"]);
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec ${wrapped.join(" ")} "$@"\n`);
  chmodSync(join(bin, "ssh"), 0o755);
  authorize("");
  know(true);

  const [program, ...rest] = await inRoot(engine, ["/usr/sbin/sshd", "-D", "-e", "-f", "/engine/ssh/sshd_config"]);
  const child = spawn(program!, rest, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  await eventually(`sshd on ${port}`, async () => {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${said}`);
    const socket = connect(port, "127.0.0.1");
    return once(socket, "connect").then(() => (socket.destroy(), true as const), () => undefined);
  });
  const path = process.env["PATH"];
  process.env["PATH"] = [bin, path].join(delimiter);
  return {
    port,
    authorize,
    know,
    clients: () => readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && commandOf(pid).startsWith("/usr/bin/ssh\0-F\0/engine/ssh/ssh_config\0")).length,
    stop() {
      process.env["PATH"] = path;
      child.kill("SIGKILL");
      rmSync(bin, { recursive: true });
    },
  };
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
