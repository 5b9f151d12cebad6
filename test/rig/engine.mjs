/** Private container engines: each with its own data, socket and, unless asked otherwise, network namespace. */
import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./cache.mjs";
import { ENGINE_MARK, SOCKET_NAME, stopDaemon, survivor, tail } from "./daemon.mjs";
import { archiveProxy, canHavePrivateEngines, debianArchive, ensurePackages, NEEDS } from "./debian.mjs";
import { engineVersion } from "./docker-api.mjs";
import { noteHostNetwork } from "./host-network.mjs";
import { importImages } from "./images.mjs";
import { run, startProcess, waitFor } from "./process.mjs";
import { podmanCommand, PODMAN_PACKAGES, preparePodman } from "./podman.mjs";
import { installRootless, prepareRootless, ROOTLESS_PACKAGES, rootlessCommand } from "./rootless.mjs";
import { marked, netnsName, removeNetns, runOwner } from "./runs.mjs";

/** The engines, as `--engine=` calls them: the oldest Docker API in use, a Docker of today, and Podman. */
export const SUITES = /** @type {const} */ ({ bookworm: "20", forky: "28", podman: "podman" });
/** `rootless` is started only by the test that is about it. @typedef {keyof typeof SUITES | "rootless"} Suite */
/** Those that are Docker, the oldest first. */
export const DOCKERS = /** @type {const} */ (["bookworm", "forky"]);

const DOCKER = {
  packages: "docker.io,iptables,iproute2,ca-certificates,openssl",
  command: ["dockerd", "--data-root", "/engine/data", "--exec-root", "/run/docker", "--pidfile", "/run/docker.pid", "--host", `unix:///engine/${SOCKET_NAME}`],
  prepare: () => undefined,
};

/**
 * How each is had: the Debian that it comes from, what is installed, and how it is served.
 * @type {Record<Suite, { debian: string, words: string, packages: string, install?: (root: string) => void, command: readonly string[], prepare: (folder: string) => void, root?: Suite }>}
 *   `root`: whose installation it shares
 */
const RECIPES = {
  // With the far side of a connection by ssh: Debian's docker.io had the CLI then.
  bookworm: { ...DOCKER, debian: "bookworm", words: "Docker 20", packages: `${DOCKER.packages},openssh-server` },
  forky: { ...DOCKER, debian: "forky", words: "Docker 28", packages: `${DOCKER.packages},${ROOTLESS_PACKAGES}`, install: installRootless },
  podman: { debian: "bookworm", words: "Podman 4", packages: PODMAN_PACKAGES, command: podmanCommand, prepare: preparePodman },
  rootless: { debian: "forky", words: "rootless Docker 28", packages: "", command: rootlessCommand, prepare: prepareRootless, root: "forky" },
};

export { stopDaemon } from "./daemon.mjs";

/**
 * A running engine. It is plain data: tests get it as JSON in `DNE_ENGINE`, and every function here takes it.
 * @typedef {object} Engine
 * @property {string} name such as `docker-28`
 * @property {"docker" | "podman"} product
 * @property {string} version such as `28.5.2`
 * @property {string} apiVersion the newest that it speaks, such as `1.51`
 * @property {string} socket absolute path of its unix socket
 * @property {number} gid the numeric group that may open the socket
 * @property {string | null} netns name of its network namespace (`ip netns`), null for the machine's own
 * @property {string | null} folder its files, null for an engine that is not the rig's
 * @property {Suite | null} suite where it came from
 * @property {boolean} private whether the rig started it; if not, only objects that the test labelled may be touched
 * @property {import("./images.mjs").Images} images
 * @property {readonly string[]} [serve] what its daemon is told beside the recipe
 */

/** The group of the sockets: numeric, in a range where no group has a name, so that belonging to it is the only way in. */
const SOCKET_GID = 64_987;
/** Raised when the recipe changes, so that older installations are replaced. */
const RECIPE = 2;

/**
 * Installs an engine into the cache: Debian's own, in a small Debian of its own. Nothing goes into the machine's system.
 * @param {Suite} suite
 * @returns {Promise<string>} the root folder
 */
export async function installEngine(suite) {
  await ensurePackages(NEEDS.engine);
  const { debian, packages, install, words: product, root } = RECIPES[suite];
  if (root !== undefined) return await installEngine(root);
  const words = `Installing ${product} (Debian ${debian}) into the rig's cache (once, about 40 s)`;
  return await cached(`engine-${suite}-${String(RECIPE)}`, words, async (folder) => {
    const share = "/usr/share/debootstrap";
    // A Debian newer than this machine's debootstrap has no script there: all suites since buster are built as sid is.
    const script = existsSync(`${share}/scripts/${debian}`) ? [] : [`${share}/scripts/sid`];
    const env = { ...process.env, ...(await archiveProxy()) };
    // In a mount namespace of its own, so that an interrupted one leaves no mounts behind.
    await run(["unshare", "--mount", "debootstrap", "--variant=minbase", `--include=${packages}`, debian, folder, await debianArchive(), ...script], { env });
    for (const path of ["engine", "etc/docker"]) mkdirSync(join(folder, path), { recursive: true });
    install?.(folder);
    rmSync(join(folder, "var/cache/apt/archives"), { recursive: true, force: true });
  });
}

/**
 * Starts a private engine with the images `busybox` and `shellless` in it.
 * @param {{ suite: Suite, runFolder: string, netns?: string | null, label?: string, serve?: readonly string[], prepare?: (folder: string) => void }} options
 *   `netns`: that of another engine, whose end it must not outlive, or null for the machine's own; without it, one of its own.
 *   `label` tells engines of one suite apart; `serve`: further arguments of the daemon, for which `prepare` fills its folder (its `/engine`)
 * @returns {Promise<Engine>} rejects with the end of its log when it does not come up
 */
export async function startEngine({ suite, runFolder, netns, label = suite === "rootless" ? suite : SUITES[suite], serve = [], prepare }) {
  if (!canHavePrivateEngines()) throw new Error("A private engine can be had only by root on Debian");
  const root = await installEngine(suite);
  const product = suite === "podman" ? "podman" : "docker";
  const folder = join(runFolder, `${product}-${label}`);
  mkdirSync(folder);
  RECIPES[suite].prepare(folder);
  prepare?.(folder);
  const namespace = netns === undefined ? netnsName(runFolder, label) : netns;
  if (namespace === null) await noteHostNetwork(runFolder, root);
  else if (netns === undefined) {
    await run([...ownerMounts(runFolder), "ip", "netns", "add", namespace]);
    await run([...ownerMounts(runFolder), "ip", "-n", namespace, "link", "set", "lo", "up"]);
  }
  /** @type {Engine} */
  const engine = {
    name: "", product, version: "", apiVersion: "", socket: join(folder, SOCKET_NAME), gid: SOCKET_GID, netns: namespace,
    folder, suite, private: true, images: { busybox: "", shellless: "" }, serve,
  };
  const versions = await startDaemon(engine, runFolder);
  const name = `${product}-${String(versions.version.split(".")[0])}`;
  return { ...engine, ...versions, name, images: await importImages(engine.socket) };
}

/**
 * Starts a private engine's daemon: the first time, or again after `stopDaemon` or after it was killed. Then it finds its /run
 * as it was, with all that outlived it, as on any host.
 * @param {Engine} engine
 * @param {string} runFolder
 * @returns {Promise<{ version: string, apiVersion: string }>} once it answers
 */
export async function startDaemon(engine, runFolder) {
  const { folder, suite, netns, socket, serve = [] } = engine;
  if (folder === null || suite === null) throw new Error("This engine is not the rig's own");
  const root = await installEngine(suite);
  const { command, words } = RECIPES[suite];
  const log = join(folder, "daemon.log");
  const enter = join(dirname(fileURLToPath(import.meta.url)), "enter-root.sh");
  // nsenter and not "ip netns exec": that mounts a fresh /sys without the cgroups, and dockerd refuses to start.
  const enterNetns = netns === null ? [] : ["nsenter", `--net=/run/netns/${netns}`];
  const { PATH: _, ...env } = marked(runFolder);
  const launch = () => {
    const left = survivor(folder);
    const enterRoot = left === undefined ? ["unshare", "--mount", "--propagation", "private", "sh", enter, root, folder] : ["nsenter", `--mount=/proc/${String(left)}/ns/mnt`, "--wd=/"];
    const child = startProcess([...ownerMounts(runFolder), ...enterNetns, ...enterRoot, ...command, ...serve], {
      env: { ...env, PATH: "/usr/sbin:/usr/bin:/sbin:/bin", TMPDIR: "/tmp", CONTAINERS_CONF: "/engine/containers.conf", [ENGINE_MARK]: folder },
      log,
    });
    child.unref();
    return { child, left };
  };
  let launched = launch();
  const versions = await waitFor(`${words} answering`, async () => {
    const { child, left } = launched;
    // What seemed to have outlived the daemon was just ending too: what is left by now may be another, or nothing.
    if (child.exitCode !== null && left !== undefined && !existsSync(`/proc/${String(left)}/exe`)) launched = launch();
    else if (child.exitCode !== null) throw new Error(`${words} ended:\n${tail(log)}`);
    return await engineVersion(socket);
  }, { timeout: 60_000 }).catch((/** @type {Error} */ error) => { throw new Error(`${error.message}\n${tail(log)}`); });
  chownSync(socket, 0, engine.gid);
  chmodSync(socket, 0o660);
  return versions;
}

/**
 * Runs a program with the mounts of the run's owner: a test that starts an engine is itself in a mount namespace of
 * `inside`, where a network namespace that was named since is not to be seen.
 * @param {string} runFolder
 */
const ownerMounts = (runFolder) => ["nsenter", `--mount=/proc/${String(runOwner(runFolder))}/ns/mnt`];

/** Stops a private engine and removes its data and its network namespace. @param {Engine} engine */
export async function stopEngine(engine) {
  if (!engine.private || engine.folder === null) return;
  await stopDaemon(engine);
  if (engine.netns !== null) await removeNetns(engine.netns);
  rmSync(engine.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * The command line that runs a program where an engine's host is: its network namespace with a matching /sys, as another
 * user if wanted.
 * @param {Pick<Engine, "netns">} engine
 * @param {readonly string[]} argv
 * @param {{ uid?: number, gid?: number, groups?: readonly number[] }} [user]
 * @returns {string[]}
 */
export function inside(engine, argv, { uid, gid = uid, groups = [] } = {}) {
  const host = join(dirname(fileURLToPath(import.meta.url)), "enter-host.sh");
  // As a slave of the machine's mounts: a network namespace that is named later can be entered from there too.
  const enter = engine.netns === null ? [] : ["nsenter", `--net=/run/netns/${engine.netns}`, "unshare", "--mount", "--propagation", "slave", "sh", host];
  const drop = uid === undefined || process.getuid?.() === uid ? [] : [
    "setpriv", `--reuid=${String(uid)}`, `--regid=${String(gid)}`, groups.length > 0 ? `--groups=${groups.join(",")}` : "--clear-groups", "--",
  ];
  return [...enter, ...drop, ...argv];
}

/**
 * Runs a program where an engine's host is; see `inside`.
 * @param {Pick<Engine, "netns">} engine
 * @param {readonly string[]} argv
 * @param {{ uid?: number, gid?: number, groups?: readonly number[], env?: NodeJS.ProcessEnv, cwd?: string, stdio?: import("node:child_process").StdioOptions }} [options]
 * @returns {import("node:child_process").ChildProcess}
 */
export function runIn(engine, argv, { env, cwd, stdio = "inherit", ...user } = {}) {
  const [program, ...rest] = inside(engine, argv, user);
  return spawn(/** @type {string} */ (program), rest, { env: env ?? process.env, stdio, ...(cwd === undefined ? {} : { cwd }) });
}
