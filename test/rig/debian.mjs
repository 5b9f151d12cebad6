/** What the rig needs from the system, got from Debian when that is possible, and asked for in words when it is not. */
import { existsSync, readFileSync } from "node:fs";
import { isRoot, locked } from "./cache.mjs";
import { run, say, which } from "./process.mjs";

/** Debian's package for each thing that the rig uses, and how to see that the thing is there, whoever installed it. */
const PACKAGES = {
  debootstrap: () => which("debootstrap"),
  iproute2: () => which("ip"),
  "util-linux": () => which("nsenter") && which("setpriv") && which("unshare"),
  "busybox-static": () => which("busybox"),
  chromium: () => chromiumPath(),
  "fonts-wqy-microhei": () => existsSync("/usr/share/fonts/truetype/wqy") || !isDebian(),
  "libkrb5-dev": () => existsSync("/usr/include/gssapi/gssapi.h"),
  "pkg-config": () => which("pkg-config"),
  "g++": () => which("g++"),
  make: () => which("make"),
  python3: () => which("python3"),
};

/** @typedef {keyof typeof PACKAGES} Package */

/** What private engines, the editor's installation and the browser need. @type {Record<"engine" | "editor" | "browser", Package[]>} */
export const NEEDS = {
  engine: ["debootstrap", "iproute2", "util-linux", "busybox-static"],
  editor: ["libkrb5-dev", "pkg-config", "g++", "make", "python3"],
  browser: ["chromium", "fonts-wqy-microhei"],
};

/** Whether this is Debian itself: the recipes for engines are Debian's. */
export function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Whether private engines can be made here. */
export const canHavePrivateEngines = () => isRoot && isDebian();

/** The browser that the tests drive: `DNE_CHROMIUM`, else the first found. @returns {string | undefined} */
export function chromiumPath() {
  return process.env["DNE_CHROMIUM"] ?? ["chromium", "chromium-browser", "google-chrome"].map(which).find((path) => path !== undefined);
}

/**
 * Makes sure that packages are there, installing those that are missing when this is root on Debian.
 * @param {readonly Package[]} names
 * @returns {Promise<void>} rejects, naming what is missing and the command that would install it
 */
export async function ensurePackages(names) {
  const absent = () => [...new Set(names)].filter((name) => !PACKAGES[name]());
  if (absent().length === 0) return;
  const command = ["apt-get", "install", "--yes", "--no-install-recommends"];
  if (!canHavePrivateEngines()) {
    throw new Error(`Missing on this machine: ${absent().join(", ")}. On Debian, root installs them with: ${[...command, ...absent()].join(" ")}`);
  }
  await locked("apt", async () => {
    const missing = absent();
    if (missing.length === 0) return;
    say(`Installing from Debian: ${missing.join(", ")} (once)`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = () => run([...command, "-o", "DPkg::Lock::Timeout=300", ...missing], { env });
    // Only stale or absent lists need the update, and it can cost more than the installation.
    await install().catch(async () => {
      await run(["apt-get", "update"], { env });
      await install();
    });
    if (absent().length > 0) throw new Error(`apt-get installed ${absent().join(", ")}, and yet it is not there`);
  });
}

/**
 * The archive that this machine's own apt uses for Debian: the engines come from there too.
 * @returns {Promise<string>} a URL
 */
export async function debianArchive() {
  const ask = () => run(["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Origin: Debian"]).catch(() => "");
  let sites = await ask();
  if (sites.trim() === "") {
    await run(["apt-get", "update"]);
    sites = await ask();
  }
  const site = sites.split("\n").find((line) => /^https?:|^mirror|^file:/.test(line) && !line.includes("security"));
  return site?.trim() ?? "http://deb.debian.org/debian";
}

/** The proxy that apt uses, as environment for debootstrap, which does not read apt's settings. */
export async function archiveProxy() {
  const text = await run(["apt-config", "shell", "http", "Acquire::http::Proxy", "https", "Acquire::https::Proxy"]);
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [, scheme, url] of text.matchAll(/^(https?)='(.+)'$/gm)) if (scheme !== undefined) env[`${scheme}_proxy`] = url;
  return env;
}
